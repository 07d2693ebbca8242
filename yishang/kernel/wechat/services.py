"""Binding a person's WeChat to the account, letting them in with it, and taking it away again."""

from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.models import Account
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.journal import services as journal
from yishang.kernel.wechat import rules
from yishang.kernel.wechat.models import Binding, UsedCode

BY_PHONE = "用手机号登录的企业、联络员和包抓人员可以绑定微信；工作人员请用登录名。"


def claim_code(*, code: str, at: datetime) -> None:
    """Use up a code of the redirect; the same one never opens twice. Raises WechatNotProven."""
    if not rules.CODE.fullmatch(code):
        raise rules.WechatNotProven("微信没有认出您。", next_step="请重新从公众号进入。")
    UsedCode.objects.filter(at__lt=at - rules.CODE_KEPT).delete()
    _, is_new = UsedCode.objects.get_or_create(digest=sha256(code.encode()).hexdigest(), defaults={"at": at})
    if not is_new:
        raise rules.WechatNotProven("这次微信授权已经用过。", next_step="请重新从公众号进入。")


@transaction.atomic
def bind_wechat(*, actor: Actor, openid: str, at: datetime) -> Binding:
    """Tie this WeChat to the actor's account; bound alike before, nothing changes.

    Raises WechatTaken, WechatNotForPost.
    """
    account = directory.account(actor.id or 0)
    if account is None or not _comes_by_phone(account, at):
        raise rules.WechatNotForPost("您的岗位不能绑定微信。", next_step=BY_PHONE)
    mine = Binding.objects.filter(account=account).first()
    if mine is not None and mine.openid == openid:
        return mine
    if mine is not None:
        raise rules.WechatTaken("您的账号已经绑定了另一个微信。", next_step="请先解除原来的绑定。")
    try:
        with transaction.atomic():
            made = Binding.objects.create(account=account, openid=openid, bound_at=at)
    except IntegrityError:
        raise rules.WechatTaken("这个微信已经绑定了另一个账号。", next_step="请用那个账号登录后解除绑定。") from None
    _record(actor, "made", account.pk, at)
    return made


@transaction.atomic
def unbind_wechat(*, actor: Actor, at: datetime) -> bool:
    """Take the actor's own binding away; whether there was one."""
    found, _ = Binding.objects.filter(pk=actor.id or 0).delete()
    if found:
        _record(actor, "removed", actor.id or 0, at, why="本人解除")
    return bool(found)


@transaction.atomic
def forget_wechat(*, openid: str, at: datetime) -> bool:
    """The person has left the official account: nothing reaches them there, so the binding ends; whether one did."""
    bound = Binding.objects.select_for_update().filter(openid=openid).first()
    if bound is None:
        return False
    account_id = bound.account_id
    bound.delete()
    _record(SYSTEM_ACTOR, "removed", account_id, at, why="取消关注公众号")
    return True


@transaction.atomic
def sign_in_by_wechat(*, openid: str, at: datetime) -> Account:
    """The account that this WeChat opens. Raises WechatNotBound, WechatNotForPost."""
    bound = Binding.objects.select_related("account").filter(openid=openid).first()
    if bound is None:
        raise rules.WechatNotBound("这个微信还没有绑定账号。", next_step="请先用手机号登录，再到“我的账号”绑定微信。")
    if not _comes_by_phone(bound.account, at):
        raise rules.WechatNotForPost("这个账号不能用微信登录。", next_step=BY_PHONE)
    directory_services.note_sign_in(account=bound.account, by="wechat", at=at)
    return bound.account


def _comes_by_phone(account: Account, at: datetime) -> bool:
    """Whoever may come by a code on the phone; others would get round the second factor."""
    found = directory.account_by_phone(account.phone, on=localdate(at)) if account.phone else None
    return found is not None and found.pk == account.pk


def _record(actor: Actor, what: str, account_id: int, at: datetime, **data: str) -> None:
    subject = f"account:{account_id}"
    journal.record(actor=actor, verb=f"wechat.binding.{what}", subject=subject, at=at, data=data, internal=True)
