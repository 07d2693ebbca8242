"""通知记录: who was told what about a matter, over which channel, when, and whether it arrived."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from yishang.kernel.directory.rules import ROLE_LABELS, Role
from yishang.kernel.notify import rules
from yishang.kernel.notify.models import Notice
from yishang.kernel.parties.rules import mask_phone

LINES = 50
ARRIVED, ON_ITS_WAY, LOST, SET_ASIDE = "green", "blue", "red", "secondary"


@dataclass(frozen=True)
class Line:
    """One message as the matter shows it. `tone` is the colour of `arrival`, which says it in words."""

    id: int
    who: str
    role: str
    phone: str
    how: str
    title: str
    text: str
    at: datetime
    arrival: str
    tone: str


@dataclass(frozen=True)
class Page:
    """Lines, newest first; `before` leads to the older ones and is None when there are none."""

    lines: list[Line]
    before: int | None


def notices_about(subject: str) -> QuerySet[Notice]:
    """Who was told what and when about a matter, oldest first; none for the empty subject."""
    return Notice.objects.filter(subject=subject).exclude(subject="").select_related("account").order_by("id")


def record_of(
    subject: str,
    *,
    to_accounts: Collection[int] | None = None,
    to_phone: str = "",
    before: int | None = None,
    limit: int = LINES,
) -> Page:
    """The record of one matter, in one statement; the caller has made sure that the reader may see the matter.

    With `to_accounts` only what was told to them or sent to `to_phone`. `before` is the id to go on from.
    """
    rows = notices_about(subject).select_related("account", "carried_by").order_by("-id")
    if to_accounts is not None:
        mine = Q(account_id__in=to_accounts)
        rows = rows.filter(mine | Q(account=None, phone=to_phone) if to_phone else mine)
    found = list((rows.filter(pk__lt=before) if before else rows)[: limit + 1])
    return Page([_line(one) for one in found[:limit]], before=found[limit - 1].pk if len(found) > limit else None)


def _line(notice: Notice) -> Line:
    arrival, tone = arrival_of(notice)
    role = ROLE_LABELS.get(Role(notice.role), "") if notice.role in list(Role) else ""
    return Line(
        id=notice.pk,
        who=notice.account.name if notice.account else "联系人",
        role=role,
        phone=mask_phone(notice.phone) if notice.phone else "",
        how=notice.get_channel_display(),
        title=notice.title,
        text=notice.text,
        at=notice.at,
        arrival=arrival,
        tone=tone,
    )


def first_arrivals(subject: str) -> dict[int, tuple[datetime, str]]:
    """Account → when the first message about this subject arrived, and over which channel (in words); one statement.

    In the site a message has arrived when it lies in the person's box, a text message when the gateway says so.
    """
    found: dict[int, tuple[datetime, str]] = {}
    rows = Notice.objects.filter(subject=subject, account__isnull=False).exclude(subject="")
    for account_id, channel, sent_at, delivered_at in rows.values_list(
        "account_id", "channel", "sent_at", "delivered_at"
    ):
        moment = sent_at if channel == rules.IN_SITE else delivered_at
        if moment and account_id is not None and (account_id not in found or moment < found[account_id][0]):
            found[account_id] = (moment, str(Notice.Channel(channel).label))
    return found


def arrival_of(notice: Notice) -> tuple[str, str]:
    """Whether a message arrived, in words and as a tone."""
    return _in_site(notice) if notice.channel == Notice.Channel.IN_SITE else _by_sms(notice)


def _in_site(notice: Notice) -> tuple[str, str]:
    if notice.read_at:
        return f"{_moment(notice.read_at)} 已读", ARRIVED
    if notice.state == Notice.State.HELD:
        return f"已入站，{_moment(notice.not_before)} 随汇总提醒", ON_ITS_WAY
    if notice.state == Notice.State.LAID_ASIDE:
        return "已送达，逾期未读", SET_ASIDE
    carried = f"，已随汇总{_carrier(notice.carried_by)}提醒" if notice.carried_by else ""
    return f"已送达，未读{carried}", ON_ITS_WAY


def _by_sms(notice: Notice) -> tuple[str, str]:
    match notice.state:
        case Notice.State.DELIVERED:
            return f"{_moment(notice.delivered_at)} 已送达", ARRIVED
        case Notice.State.SENT:
            return f"{_moment(notice.sent_at)} 已送出，还没有回执", ON_ITS_WAY
        case Notice.State.HELD:
            return f"夜间不打扰，{_moment(notice.not_before)} 发送", ON_ITS_WAY
        case Notice.State.FAILED:
            return f"未送达：{notice.last_error}", LOST
        case Notice.State.LAID_ASIDE:
            return notice.last_error or "不再发送", SET_ASIDE
        case Notice.State.MERGED if notice.carried_by:
            words, tone = _by_sms(notice.carried_by)
            return f"并入汇总短信，{words}", tone
    again = f"没有发出，{_moment(notice.not_before)} 再试" if notice.attempts else "正在发送"
    return again, ON_ITS_WAY


def _carrier(carrier: Notice) -> str:
    return "短信" if carrier.channel == Notice.Channel.SMS else "消息"


def _moment(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(rules.SHANGHAI)
    return f"{local.month}月{local.day}日 {local:%H:%M}"
