"""包抓 over time: who leaves hands over, and no subject is left with nobody (handbook 1.2)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries
from yishang.kernel.directory.models import Account, Sponsorship
from yishang.kernel.directory.rules import SPONSOR_KEEPERS, Actor, Role
from yishang.kernel.directory.services.refusals import LeavesNobody, NotForThisPost
from yishang.kernel.journal import services as journal

DISTANT = date(2100, 1, 1)  # no sponsorship is planned further; the calendar itself ends, and days after it are none
HANDED_OVER = "directory.sponsorship.handed_over"


@dataclass(frozen=True)
class HandOver:
    """What passed from one person to another: the subjects, and from which day."""

    subject_ids: tuple[int, ...]
    effective_on: date


@transaction.atomic
def hand_over(
    *,
    actor: Actor,
    leaving: str,
    successor: str,
    effective_on: date,
    reason: str,
    at: datetime,
    subject_ids: Sequence[int] | None = None,
    doc_no: str = "",
) -> HandOver:
    """Pass a leader's or liaison's subjects (all, or those named) to a successor, both by login, from a day on.

    The old period ends the day before, a new one begins: nothing is overwritten, and no day is left without anybody.
    One fact for each subject tells the processes, which take the open matters along. Raises NotForThisPost,
    InvalidInput (leaving, successor, effective_on, reason).
    """
    _refuse_others(actor)
    old, new = _person(leaving), _person(successor)
    held = _held(actor, old, on=effective_on, subject_ids=subject_ids) if old else []
    _refuse_faults(old, new, held, effective_on=effective_on, reason=reason, today=localdate(at))
    assert old is not None and new is not None
    for one in held:
        _pass_on(one, old=old, new=new, on=effective_on, doc_no=doc_no)
    _tell(actor, held, old=old, new=new, on=effective_on, reason=reason, at=at)
    return HandOver(tuple(sorted({one.subject_id for one in held})), effective_on)


@transaction.atomic
def end_sponsorship(*, actor: Actor, sponsorship_id: int, last_day: date, reason: str, at: datetime) -> Sponsorship:
    """Let a sponsorship end on a day. Raises LeavesNobody when the subject would have no leader or department then.

    Also NotForThisPost, InvalidInput (last_day, reason, sponsorship).
    """
    _refuse_others(actor)
    found = queries.sponsorships_within(actor).select_for_update(of=("self",)).filter(pk=sponsorship_id).first()
    if found is None or (found.valid_to is not None and found.valid_to < localdate(at)):
        raise InvalidInput({"sponsorship": "没有这条包抓关系，或已经终止。"})
    if last_day < found.valid_from:
        raise InvalidInput({"last_day": "止期不能早于起期。"})
    if last_day > (found.valid_to or DISTANT):
        raise InvalidInput({"last_day": "止期太晚了，终止不能延长包抓。"})
    if not reason.strip():
        raise InvalidInput({"reason": "请写明理由。"})
    after = last_day + timedelta(days=1)
    if not queries.others_answer(found, on=after):
        raise LeavesNobody("终止后这个主体就没有同类的包抓人了。", next_step="请改用“交接”，把它交给接任的人或部门。")
    found.valid_to = last_day
    found.save(update_fields=["valid_to"])
    journal.record(
        actor=actor, verb="directory.sponsorship.ended", subject=f"subject:{found.subject_id}", at=at,
        data={"sponsorship": found.pk, "last_day": last_day.isoformat(), "note": reason.strip()}, internal=True,
    )  # fmt: skip
    return found


def _refuse_others(actor: Actor) -> None:
    if actor.role not in SPONSOR_KEEPERS:
        raise NotForThisPost("包抓关系由营商办维护。", next_step="请联系市或县区营商办。")


def _person(login: str) -> Account | None:
    return Account.objects.filter(login=login.strip().lower(), is_active=True).first()


def _held(actor: Actor, account: Account, *, on: date, subject_ids: Sequence[int] | None) -> list[Sponsorship]:
    """What the leaving person still answers for on that day, locked, as far as the actor's region reaches."""
    rows = queries.sponsorships_held_by(account.pk, on=on).filter(
        pk__in=queries.sponsorships_within(actor).values("pk")
    )
    if subject_ids is not None:
        rows = rows.filter(subject_id__in=list(subject_ids))
    return list(rows.select_for_update(of=("self",)).select_related("subject").order_by("pk"))


def _refuse_faults(
    old: Account | None, new: Account | None, held: list[Sponsorship], *, effective_on: date, reason: str, today: date
) -> None:
    faults: dict[str, str] = {}
    if old is None:
        faults["leaving"] = "没有找到这个人。"
    elif not held:
        faults["leaving"] = "这个人在那一天没有可以交接的包抓主体。"
    if new is None:
        faults["successor"] = "没有找到接任的人，请先由系统管理员开设账号和任职。"
    elif old is not None and new.pk == old.pk:
        faults["successor"] = "接任的人不能是本人。"
    elif old is not None and (wanted := _post_missing(old, new, held, on=effective_on)):
        faults["successor"] = f"接任的人那一天没有{wanted.label}任职。"
    if effective_on < today:
        faults["effective_on"] = "交接日期不能早于今天。"
    if not reason.strip():
        faults["reason"] = "请写明交接原因。"
    if faults:
        raise InvalidInput(faults)


def _post_missing(old: Account, new: Account, held: list[Sponsorship], *, on: date) -> Role | None:
    """The post that the successor would need and does not hold: a leader's for leaders, a liaison's for liaisons."""
    has = set(queries.postings_on(on).filter(account=new).values_list("role", flat=True))
    needs = {Role.LDR if one.leader_id == old.pk else Role.LIA for one in held}
    return next((role for role in sorted(needs) if role not in has), None)


def _pass_on(one: Sponsorship, *, old: Account, new: Account, on: date, doc_no: str) -> None:
    """End one period the day before and begin the next; a liaison is exchanged inside the leader's own period."""
    following = Sponsorship(
        subject_id=one.subject_id,
        sponsor_type=one.sponsor_type,
        leader_id=new.pk if one.leader_id == old.pk else one.leader_id,
        unit_id=one.unit_id,
        role=one.role,
        liaison_id=new.pk if one.liaison_id == old.pk else one.liaison_id,
        valid_from=on,
        valid_to=one.valid_to,
        doc_no=doc_no or one.doc_no,
    )
    if one.valid_from >= on:  # it had not begun yet: the successor begins in its place
        one.leader_id, one.liaison_id, one.doc_no = following.leader_id, following.liaison_id, following.doc_no
        one.save(update_fields=["leader", "liaison", "doc_no"])
        return
    one.valid_to = on - timedelta(days=1)
    one.save(update_fields=["valid_to"])
    following.save()


def _tell(
    actor: Actor, held: list[Sponsorship], *, old: Account, new: Account, on: date, reason: str, at: datetime
) -> None:
    entity_of = {one.subject_id: one.subject.entity_id for one in held}
    for subject_id, entity_id in sorted(entity_of.items()):
        journal.record(
            actor=actor,
            verb=HANDED_OVER,
            subject=f"subject:{subject_id}",
            at=at,
            data={
                "from": old.name,
                "from_id": old.pk,
                "to": new.name,
                "to_id": new.pk,
                "on": on.isoformat(),
                "entity": entity_id,
                "note": reason.strip(),
            },
            internal=True,
        )
