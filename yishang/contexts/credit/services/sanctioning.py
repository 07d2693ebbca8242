"""联合惩戒: measures of the catalog ordered from a list that a law sets up, carried out by departments, released."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.credit import queries, rules
from yishang.contexts.credit.models import Hint, Measure, Sanction
from yishang.contexts.credit.services.opening import claimed, open_matter, party, place_of, words
from yishang.kernel.cases import services as cases
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal

if TYPE_CHECKING:
    from yishang.kernel.parties.models import MarketEntity

RELEASE_WITHIN = timedelta(hours=24)  # of the clock, not of the office (handbook 2.7 [设])
RELEASE_WARNS = timedelta(hours=19)
NOTERS = frozenset({Role.DEP, Role.DRL})


@transaction.atomic
def order_measures(
    *,
    actor: Actor,
    list_code: str,
    codes: Sequence[str],
    entity: "MarketEntity",
    matter: str,
    ends_on: date | None,
    at: datetime,
) -> list[Sanction]:
    """Order measures from a list for a party; each department gets its own matter.

    Raises ListWithoutBasis for a list that no law sets up, MeasureNotOfList for a measure that does not hang on it.
    """
    on = localdate(at)
    check_list(list_code=list_code)
    allowed = {one.code: one for one in queries.measures(list_code, on=on)}
    if unknown := [code for code in codes if code not in allowed]:
        raise rules.MeasureNotOfList(
            f"措施 {unknown[0]} 不在这份名单的措施清单内。",
            next_step="惩戒措施只能从国家基础清单和地方补充清单中选择。",
        )
    return [_order(actor, allowed[code], entity, matter, ends_on, at) for code in dict.fromkeys(codes)]


def check_list(*, list_code: str) -> None:
    """Raise ListWithoutBasis unless some law sets up the list; what is no list at all has none either."""
    found = queries.credit_list(list_code)
    rules.check_basis(list_name=found.name if found else list_code, basis=found.basis if found else "")


@transaction.atomic
def confirm_sanction(
    *, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None
) -> Sanction:
    """The department says that it carries the measure out. Raises what cases.claim raises."""
    return _noted(actor, number, "confirm_sanction", note, at, version)


@transaction.atomic
def report_sanction(*, actor: Actor, number: str, note: str, at: datetime, version: int | None = None) -> Sanction:
    """The department tells what it did by it: whom it turned away, from what. Raises as cases.claim, InvalidInput."""
    told = words(given=note, name="note", ask="请写明执行情况。")
    sanction = _noted(actor, number, "report_sanction", told, at, version)
    sanction.feedback = told
    sanction.save(update_fields=["feedback"])
    return sanction


@transaction.atomic
def release_sanction(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Sanction:
    """Order the release; the department has 24 hours to confirm. Raises what cases.claim raises."""
    claim = claimed(
        actor=actor, workflow=rules.SANCTION, number=number, move="release_sanction", at=at, version=version
    )
    due = at + RELEASE_WITHIN
    shown = {"due_at": due, "warn_at": at + RELEASE_WARNS, "clock_code": "release"}
    cases.move(claim=claim, at=at, data={"note": reason, "release_due": due.isoformat()}, changes=shown)
    sanction: Sanction = claim.case.credit_sanction
    sanction.release_due_at, sanction.ends_on = due, localdate(at)
    sanction.save(update_fields=["release_due_at", "ends_on"])
    return sanction


@transaction.atomic
def confirm_release(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Sanction:
    """The department says that the measure is lifted. Raises what cases.claim raises."""
    claim = claimed(actor=actor, workflow=rules.SANCTION, number=number, move="confirm_release", at=at, version=version)
    over = {"due_at": None, "warn_at": None, "clock_code": "", "closed_at": at}
    cases.move(claim=claim, at=at, data={"note": note.strip()}, changes=over)
    sanction: Sanction = claim.case.credit_sanction
    sanction.released_at = at
    sanction.save(update_fields=["released_at"])
    return sanction


@transaction.atomic
def release_all(*, matter: str, reason: str, at: datetime) -> int:
    """Order the release of every measure that hangs on a listing; how many. Repeatable."""
    rows = Sanction.objects.filter(matter=matter, case__state__in=("ORDERED", "IN_FORCE"))
    numbers = list(rows.order_by("pk").values_list("case__number", flat=True))
    for number in numbers:
        release_sanction(actor=SYSTEM_ACTOR, number=number, reason=reason, at=at)
    return len(numbers)


@transaction.atomic
def note_hint(*, actor: Actor, uscc: str, text: str, at: datetime) -> Hint:
    """Keep an internal hint about a party; nobody is restricted by it. Raises CreditNotYours, CompanyNotFound."""
    if actor.role not in NOTERS:
        raise rules.CreditNotYours("内部提示由监管部门登记。", next_step="请联系市场监管局。")
    entity, on = party(actor=actor, uscc=uscc), localdate(at)
    hint = Hint.objects.create(
        entity=entity, city_id=geo.city_of(place_of(entity=entity)), unit_name=actor.unit_name,
        words=words(given=text, name="text", ask="请写明提示内容。", longest=300), noted_by_name=actor.name,
        noted_at=at,
        until=rules.months_after(on, queries.parameter("hint_months", on=on)),
    )  # fmt: skip
    journal.record(
        actor=actor, verb="credit.hint.noted", subject=f"entity:{entity.pk}", at=at, internal=True,
        data={"uscc": entity.uscc, "hint": hint.pk},
    )  # fmt: skip
    return hint


def _order(
    actor: Actor, measure: Measure, entity: "MarketEntity", matter: str, ends_on: date | None, at: datetime
) -> Sanction:
    unit = queries.unit_of(measure.department, region_code=place_of(entity=entity))
    case = open_matter(
        actor=actor, workflow=rules.SANCTION, prefix="LC", entity=entity, title=f"{entity.name}：{measure.name}",
        category=measure.code, at=at, clock=rules.RECEIVE, unit_id=unit.pk if unit else None,
        data={"measure": measure.code, "basis": measure.basis, "matter": matter},
    )  # fmt: skip
    return Sanction.objects.create(
        case=case, entity=entity, measure=measure, matter=matter, starts_on=localdate(at), ends_on=ends_on
    )


def _noted(actor: Actor, number: str, move: str, note: str, at: datetime, version: int | None) -> Sanction:
    claim = claimed(actor=actor, workflow=rules.SANCTION, number=number, move=move, at=at, version=version)
    cases.move(claim=claim, at=at, data={"note": note.strip()})
    sanction: Sanction = claim.case.credit_sanction
    return sanction
