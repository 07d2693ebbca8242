"""Who comes when somebody drawn steps aside: the next whom the draw's own order names, as long as it names anybody."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import Assignment, Candidate, Inspector
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.draw import services as draws
from yishang.kernel.draw.rules import NoOfficerLeft, NotInThisDraw

NOT_AT_WILL = "抽签次序里还有可派的人员，接替人员由抽签产生，这一项请留空。"


@transaction.atomic
def send_by_lot(
    *, actor: Actor, candidate: Candidate, leaving: Inspector, reason: str, at: datetime, there: Collection[int] = ()
) -> Inspector | None:
    """Put the next of the draw's queue in the place of `leaving`; None where it has nobody who may go there that day.

    `there` are the keys of inspectors who come anyway. Every step stands in the draw's public chain with `reason` or
    with why the next one may not go; a chain that ends with nobody is taken back. The assignment follows.
    """
    if not candidate.task.draw_id:
        return None
    taken = {*there, *candidate.assignments.values_list("inspector_id", flat=True)}
    try:
        with transaction.atomic():
            found = _next_fit(actor, candidate, leaving, reason, at, taken)
    except (NoOfficerLeft, NotInThisDraw):
        return None
    hand_over(candidate=candidate, leaving=leaving, comes=found)
    return found


def _next_fit(
    actor: Actor, candidate: Candidate, leaving: Inspector, reason: str, at: datetime, taken: Collection[int]
) -> Inspector:
    """Follow the queue until somebody may go; each one passed over is barred from this company for good."""
    key, out, why = queries.draw_key(candidate.object), leaving.number, reason
    while True:
        number = draws.reassign(
            actor=actor, draw_id=candidate.task.draw_id, candidate=key, officer_out=out, reason=why, at=at
        )
        found = queries.people_numbered([number]).get()
        why = unfit(found=found, candidate=candidate, on=localdate(at), taken=taken)
        if not why:
            return found
        out = number


def unfit(*, found: Inspector, candidate: Candidate, on: date, taken: Collection[int] = ()) -> str:
    """Why somebody may not go to this company that day, in words that may be public; "" for who may."""
    if found.pk in taken:
        return "已在这一户的检查组内"
    if queries.recused([found], [candidate.object.entity_id], on=on):
        return rules.STEPS_ASIDE["RECUSAL"]
    return queries.why_not_sent(found, on=on, until=candidate.task.due_on)


def named(*, candidate: Candidate, leaving: Inspector, number: str, on: date, there: Collection[int] = ()) -> Inspector:
    """Whom the head names where the lot found nobody: of the same unit, fit, no relation. Raises InvalidInput."""
    found = queries.people_numbered([number.strip()]).first()
    if found is None or found.unit_id != leaving.unit_id:
        raise InvalidInput({"substitute": "没有这名人员，或不属于同一单位。"})
    if why := unfit(found=found, candidate=candidate, on=on, taken=there):
        raise InvalidInput({"substitute": f"{found.name}{why}，不能接替。"})
    return found


def hand_over(*, candidate: Candidate, leaving: Inspector, comes: Inspector | None, at_will: bool = False) -> None:
    """Let the assignment follow; `at_will` marks who was named and not drawn."""
    rows = Assignment.objects.filter(candidate=candidate, inspector=leaving)
    if comes is None or candidate.assignments.filter(inspector=comes).exists():
        rows.delete()
    else:
        rows.update(inspector=comes, is_borrowed=at_will)
