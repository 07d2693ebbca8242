"""监管预警: rules look, a department receives, checks and answers; nothing is decided about a party by a rule."""

from datetime import datetime

from django.db import transaction

from yishang.contexts.credit import queries, rules
from yishang.contexts.credit.models import RiskWarning
from yishang.contexts.credit.services.deadlines import limit
from yishang.contexts.credit.services.opening import claimed, open_matter, place_of, words
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor


@transaction.atomic
def raise_warnings(*, at: datetime) -> int:
    """Let every rule look, and push what it saw anew to the bureau of the party's region; how many."""
    alarms = list(queries.alarms(at=at))
    known = queries.known_alarms(alarms)
    fresh = [one for one in alarms if (one.entity_id, one.key) not in known]
    for one in fresh:
        _open(one, at)
    return len(fresh)


@transaction.atomic
def receive_warning(
    *, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None
) -> RiskWarning:
    """Sign for a warning. Raises what cases.claim raises."""
    claim = _claim(actor, number, "receive_warning", at, version)
    lengths = {rules.CHECK: limit(process=rules.WARNING.kind, code=rules.CHECK, at=at)}
    cases.move(claim=claim, at=at, data={"note": note.strip()}, clocks_to_start=lengths)
    return _warning(claim)


@transaction.atomic
def assign_warning(
    *, actor: Actor, number: str, unit: str, reason: str, at: datetime, version: int | None = None
) -> RiskWarning:
    """Give a warning to the department that it concerns. Raises as cases.claim, InvalidInput (unit, reason)."""
    claim = _claim(actor, number, "assign_warning", at, version)
    found = directory.unit_for_dispatch(unit, region_code=claim.case.region_id)
    if found is None:
        raise InvalidInput({"unit": "没有这个部门，请从列表中选择。"})
    why = words(given=reason, name="reason", ask="请写明改派原因。")
    lengths = {rules.RECEIVE: limit(process=rules.WARNING.kind, code=rules.RECEIVE, at=at)}
    data = {"note": why, "unit": found.short_name}
    cases.move(claim=claim, at=at, data=data, clocks_to_start=lengths, changes={"unit_id": found.pk})
    return _warning(claim)


@transaction.atomic
def answer_warning(
    *, actor: Actor, number: str, finding: str, answer: str, at: datetime, version: int | None = None
) -> RiskWarning:
    """Say what the check found. Raises what cases.claim raises, InvalidInput (finding, answer)."""
    claim = _claim(actor, number, "answer_warning", at, version)
    if finding not in rules.FINDINGS:
        raise InvalidInput({"finding": "请选择核查结果。"})
    told = words(given=answer, name="answer", ask="请写明核查和处置情况。")
    data = {"note": f"{rules.FINDINGS[finding]}：{told}"}
    cases.move(claim=claim, at=at, data=data, changes={"closed_at": at})
    warning = _warning(claim)
    warning.finding, warning.answer = finding, told
    warning.save(update_fields=["finding", "answer"])
    return warning


@transaction.atomic
def lift_warning(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> RiskWarning:
    """What the rule saw is no more. Raises what cases.claim raises."""
    claim = _claim(actor, number, "lift_warning", at, version)
    cases.move(claim=claim, at=at, data={"note": reason}, changes={"closed_at": at})
    return _warning(claim)


@transaction.atomic
def lift_unclaimed(*, push: str, at: datetime) -> int:
    """A push was claimed after all: its warning is lifted; how many. Repeatable."""
    numbers = queries.open_warnings(key=f"push:{push}")
    for number in numbers:
        lift_warning(actor=SYSTEM_ACTOR, number=number, reason="已认领。", at=at)
    return len(numbers)


def _open(alarm: rules.Alarm, at: datetime) -> RiskWarning:
    entity = queries.entity(alarm.entity_id)
    bureau = queries.bureau_of(place_of(entity=entity))
    case = open_matter(
        actor=SYSTEM_ACTOR, workflow=rules.WARNING, prefix="YJ", entity=entity,
        title=f"{entity.name}：{rules.WARNING_RULES[alarm.rule]}", category="", at=at, clock=rules.RECEIVE,
        unit_id=bureau.pk if bureau else None, data={"rule": alarm.rule, "words": alarm.words},
    )  # fmt: skip
    return RiskWarning.objects.create(case=case, entity=entity, rule=alarm.rule, key=alarm.key, words=alarm.words[:200])


def _claim(actor: Actor, number: str, move: str, at: datetime, version: int | None) -> Claim:
    return claimed(actor=actor, workflow=rules.WARNING, number=number, move=move, at=at, version=version)


def _warning(claim: Claim) -> RiskWarning:
    warning: RiskWarning = claim.case.credit_warning
    return warning
