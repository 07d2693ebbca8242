"""Witnesses from outside, without an account: invited by a link, they promise on their phone and reveal there.

The link's token is kept as its digest only, is good for one draw, and is told once, to the operator who hands it over.
"""

import hmac
import secrets
from datetime import datetime, timedelta

from django.db import transaction

from yishang.kernel.context import InvalidInput
from yishang.kernel.draw import queries, rules
from yishang.kernel.draw.models import Draw, WitnessInvitation
from yishang.kernel.draw.services import revealing
from yishang.kernel.journal import services as journal
from yishang.kernel.journal.rules import Signatory, Signer

LONGEST_VALID = timedelta(days=30)
NAME_LONGEST, ROLE_LONGEST, MATTER_LONGEST = 20, 30, 100


@transaction.atomic
def invite_witness(
    *, actor: Signatory, name: str, role: str, matter: str, expires_at: datetime, at: datetime
) -> tuple[WitnessInvitation, str]:
    """Invite somebody to witness one draw still to be frozen; the invitation, and the token of its link, told once.

    `name` and `role` are published with the draw. Raises InvalidInput.
    """
    _check_invitation(name=name, role=role, matter=matter, expires_at=expires_at, at=at)
    token = secrets.token_urlsafe(32)
    made = WitnessInvitation.objects.create(
        name=name.strip(), role=role.strip(), matter=matter.strip(), token_sha256=queries.digest_of_token(token),
        invited_by_id=actor.id, invited_at=at, expires_at=expires_at,
    )  # fmt: skip
    _note(made, "invited", actor=actor, at=at, first=True)
    return made, token


@transaction.atomic
def promise_value(*, token: str, commitment: str, at: datetime) -> WitnessInvitation:
    """Take the SHA-256 of the value that the witness keeps. The same again changes nothing.

    Raises InvitationNotFound, InvitationOver, AlreadyPromised, InvalidInput.
    """
    found, digest = _locked(token), "".join(commitment.split()).lower()
    if found.commitment and hmac.compare_digest(found.commitment, digest):
        return found
    if found.commitment:
        raise rules.AlreadyPromised("您已经提交过摘要，不能再换。", next_step="请用提交时的那台手机公布。")
    if at >= found.expires_at:
        raise rules.InvitationOver("这个链接已经过期。", next_step="请联系邀请您的单位重新发一个。")
    try:
        rules.check_digest(digest, "commitment")
    except rules.MalformedDraw:
        raise InvalidInput({"commitment": "没有收到摘要，请在页面上重新生成。"}) from None
    if WitnessInvitation.objects.filter(commitment=digest).exists():
        raise InvalidInput({"commitment": "这个摘要别人已经提交过，请重新生成。"})
    found.commitment, found.promised_at = digest, at
    found.save(update_fields=["commitment", "promised_at"])
    _note(found, "promised", actor=_witness(found), at=at)
    return found


@transaction.atomic
def reveal_promised(*, token: str, value_hex: str, at: datetime) -> Draw:
    """The witness reveals; the last one makes the draw. The value goes nowhere but into the draw.

    Raises InvitationNotFound, NothingToReveal (no draw holds the promise yet), RevealTooLate, InvitationOver (too many
    wrong values), DrawNotOpen. A wrong value is counted by `note_wrong_value`, outside what this takes back.
    """
    found = _locked(token)
    draw = found.draw
    if draw is None:
        raise rules.NothingToReveal("名单还没有封存，现在不用公布。", next_step="封存以后，这个页面会请您公布。")
    if found.wrong_values >= queries.MOST_WRONG:
        raise rules.InvitationOver("错得太多，这个链接已锁住。", next_step="请联系邀请您的单位。")
    if draw.reveal_by and at > draw.reveal_by and draw.state == Draw.State.COMMITTED:
        raise rules.RevealTooLate("公布的时间已过。", next_step="这次抽取会作废并写明原因。")
    witness = next(one for one in queries.commitment_of(draw).witnesses if one.commitment == found.commitment)
    return revealing.reveal(
        actor=_witness(found), draw_id=draw.draw_id, witness_id=witness.id, value_hex=value_hex, at=at
    )


@transaction.atomic
def note_wrong_value(*, token: str) -> int:
    """Count a value that was not the promised one; how many there were. Raises InvitationNotFound."""
    found = _locked(token)
    found.wrong_values += 1
    found.save(update_fields=["wrong_values"])
    return found.wrong_values


def _check_invitation(*, name: str, role: str, matter: str, expires_at: datetime, at: datetime) -> None:
    faults = {}
    for field, label, value, longest in (
        ("name", "姓名", name, NAME_LONGEST),
        ("role", "身份", role, ROLE_LONGEST),
        ("matter", "用于哪次抽取", matter, MATTER_LONGEST),
    ):
        if not 0 < len(value.strip()) <= len(value) <= longest or not value.strip().isprintable():
            faults[field] = f"请填写{label}，不超过 {longest} 字。"
    if not at < expires_at <= at + LONGEST_VALID:
        faults["expires_at"] = f"有效期应在今后 {LONGEST_VALID.days} 天以内。"
    if faults:
        raise InvalidInput(faults)


def _locked(token: str) -> WitnessInvitation:
    rows = WitnessInvitation.objects.select_for_update()
    found = rows.filter(token_sha256=queries.digest_of_token(token)).first()
    if found is None:
        raise rules.InvitationNotFound
    return found


def _witness(found: WitnessInvitation) -> Signatory:
    return Signer(id=None, name=found.name, role="WITNESS")


def _note(found: WitnessInvitation, what: str, *, actor: Signatory, at: datetime, first: bool = False) -> None:
    data = {"name": found.name, "role": found.role, "matter": found.matter, "commitment": found.commitment}
    subject = f"witness:{found.pk}"
    journal.record(actor=actor, verb=f"draw.witness.{what}", subject=subject, at=at, data=data, first=first)
