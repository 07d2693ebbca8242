"""A problem from being given out to being struck off; the company's word comes before the office's (handbook 1.8)."""

from collections.abc import Collection, Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.policies import rules
from yishang.contexts.policies.models import Problem
from yishang.kernel import statements
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor

AT_ONCE = 500


@transaction.atomic
def assign_problem(
    *, actor: Actor, number: str, unit: str, at: datetime, note: str = "", version: int | None = None
) -> Problem:
    """Give a problem to the unit of that code. Raises what cases.claim raises, InvalidInput (unit)."""
    claim = _claim(actor, number, "assign_problem", at, version)
    found = directory.unit_for_dispatch(unit, region_code=claim.case.region_id)
    if found is None:
        raise InvalidInput({"unit": "没有这个单位，请从列表中选择。"})
    data = {"note": note.strip(), "unit": found.short_name}
    lengths = {rules.HANDLE: _limit("handle", at)}
    cases.move(claim=claim, at=at, data=data, clocks_to_start=lengths, changes={"unit_id": found.pk})
    return _problem(claim)


@transaction.atomic
def recall_problem(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Problem:
    """Take it back from a unit that has not begun, to give it to another. Raises what cases.claim raises."""
    claim = _claim(actor, number, "recall_problem", at, version)
    data, lengths = {"note": reason.strip()}, {"assign": _limit("assign", at)}
    cases.move(claim=claim, at=at, data=data, clocks_to_start=lengths, changes={"unit_id": None})
    return _problem(claim)


@transaction.atomic
def start_problem(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Problem:
    """Begin to work on it, or begin again after it came back. Raises what cases.claim raises."""
    return _move(actor, number, "start_problem", at, version, note)


@transaction.atomic
def note_problem(*, actor: Actor, number: str, note: str, at: datetime, version: int | None = None) -> Problem:
    """Note how it goes, as its unit. Raises what cases.claim raises."""
    return _move(actor, number, "note_problem", at, version, note)


@transaction.atomic
def apply_clear(*, actor: Actor, number: str, result: str, at: datetime, version: int | None = None) -> Problem:
    """Say that it is solved and ask to strike it off; the company has three days to say itself.

    Raises what cases.claim raises, InvalidInput (result).
    """
    claim = _claim(actor, number, "apply_clear", at, version)
    if not result.strip():
        raise InvalidInput({"result": "请写明怎样解决的，企业会看到。"})
    cases.move(
        claim=claim, at=at, data={"note": result.strip()}, clocks_to_start={rules.CONFIRM: _limit("confirm", at)}
    )
    problem = _problem(claim)
    problem.result, problem.is_confirmed = result.strip(), False
    problem.save(update_fields=["result", "is_confirmed"])
    return problem


@transaction.atomic
def confirm_problem(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Problem:
    """The company says that it is solved. Raises what cases.claim raises."""
    problem = _move(actor, number, "confirm_problem", at, version, note)
    problem.is_confirmed = True
    problem.save(update_fields=["is_confirmed"])
    return problem


@transaction.atomic
def dispute_problem(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Problem:
    """The company says that it is not solved; the unit works on. Raises what cases.claim raises."""
    return _back(actor, number, "dispute_problem", reason, at, version)


@transaction.atomic
def verify_problem(*, actor: Actor, number: str, note: str, at: datetime, version: int | None = None) -> Problem:
    """The office verifies in the company's place, once its days are over. Raises as cases.claim, CompanyFirst."""
    claim = _claim(actor, number, "verify_problem", at, version)
    due = claim.case.due_at
    if due is not None and at <= due:
        raise rules.CompanyFirst(
            f"企业在 {due.month} 月 {due.day} 日前还可以自己确认。", next_step="请先等企业确认，或请企业登录确认。"
        )
    cases.move(claim=claim, at=at, data={"note": note.strip()})
    return _problem(claim)


@transaction.atomic
def return_problem(*, actor: Actor, number: str, reason: str, at: datetime, version: int | None = None) -> Problem:
    """The office sends it back to be done again. Raises what cases.claim raises."""
    return _back(actor, number, "return_problem", reason, at, version)


@transaction.atomic
def clear_problem(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Problem:
    """Strike it off. Raises what cases.claim raises."""
    claim = _claim(actor, number, "clear_problem", at, version)
    cases.move(claim=claim, at=at, data={"note": note.strip()}, changes={"closed_at": at})
    return _problem(claim)


@transaction.atomic
def assign_problems(
    *, actor: Actor, numbers: Collection[str], unit: str, at: datetime, note: str = ""
) -> list[Problem]:
    """Give many problems to one unit, all or nothing. Raises what cases.move_all raises, InvalidInput (unit)."""
    cases_seen = _numbers(numbers)
    regions = Problem.objects.filter(case__number__in=cases_seen[:AT_ONCE]).values_list("case__region_id", flat=True)
    found = [directory.unit_for_dispatch(unit, region_code=code) for code in set(regions)]
    first = next(iter(found), None)
    if first is None or None in found:
        raise InvalidInput({"unit": "这个单位不能办理其中的一些问题，请分县市区交办。"})
    data = {"note": note.strip(), "unit": first.short_name}
    lengths = {rules.HANDLE: _limit("handle", at)}
    return _move_all(actor, cases_seen, "assign_problem", at, data, lengths, {"unit_id": first.pk})


@transaction.atomic
def start_problems(*, actor: Actor, numbers: Collection[str], at: datetime, note: str = "") -> list[Problem]:
    """Begin to work on many, as their unit. Raises what cases.move_all raises."""
    return _move_all(actor, _numbers(numbers), "start_problem", at, {"note": note.strip()})


@transaction.atomic
def apply_clear_all(*, actor: Actor, numbers: Collection[str], result: str, at: datetime) -> list[Problem]:
    """Ask to strike off many that were solved in one way. Raises what cases.move_all raises, InvalidInput (result)."""
    if not result.strip():
        raise InvalidInput({"result": "请写明怎样解决的，企业会看到。"})
    lengths = {rules.CONFIRM: _limit("confirm", at)}
    found = _move_all(actor, _numbers(numbers), "apply_clear", at, {"note": result.strip()}, lengths)
    _write(found, result=result.strip(), is_confirmed=False)
    return found


@transaction.atomic
def confirm_problems(*, actor: Actor, numbers: Collection[str], at: datetime) -> list[Problem]:
    """The company says of many that they are solved. Raises what cases.move_all raises."""
    found = _move_all(actor, _numbers(numbers), "confirm_problem", at, {})
    _write(found, is_confirmed=True)
    return found


@transaction.atomic
def clear_problems(*, actor: Actor, numbers: Collection[str], at: datetime, note: str = "") -> list[Problem]:
    """Strike many off, each verified before. Raises what cases.move_all raises."""
    return _move_all(actor, _numbers(numbers), "clear_problem", at, {"note": note.strip()}, {}, {"closed_at": at})


def _numbers(numbers: Collection[str]) -> list[str]:
    """Each once; nobody chose nothing on purpose."""
    found = list(dict.fromkeys(numbers))
    if not found:
        raise InvalidInput({"numbers": "请先勾选问题。"})
    return found


def _move_all(
    actor: Actor,
    numbers: Collection[str],
    move: str,
    at: datetime,
    data: Mapping[str, str],
    lengths: Mapping[str, int] = MappingProxyType({}),
    changes: Mapping[str, Any] = MappingProxyType({}),
) -> list[Problem]:
    moved = cases.move_all(
        actor=actor, workflow=rules.PROBLEM, numbers=numbers, move=move, at=at, data=data, clocks_to_start=lengths,
        changes=changes,
    )  # fmt: skip
    keys = [case.pk for case in moved]
    parts = (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))
    return [one for part in parts for one in Problem.objects.filter(pk__in=part).select_related("case")]


def _write(problems: list[Problem], **columns: Any) -> None:
    for one in problems:
        for name, value in columns.items():
            setattr(one, name, value)
    statements.update_all(problems, *columns)


def _back(actor: Actor, number: str, move: str, reason: str, at: datetime, version: int | None) -> Problem:
    claim = _claim(actor, number, move, at, version)
    if not reason.strip():
        raise InvalidInput({"reason": "请写明哪里还没有解决。"})
    data, lengths = {"note": reason.strip()}, {rules.HANDLE: _limit("again", at)}
    cases.move(claim=claim, at=at, data=data, clocks_to_start=lengths)
    problem = _problem(claim)
    problem.returned_count += 1
    problem.is_confirmed = False
    problem.save(update_fields=["returned_count", "is_confirmed"])
    return problem


def _move(actor: Actor, number: str, move: str, at: datetime, version: int | None, note: str) -> Problem:
    claim = _claim(actor, number, move, at, version)
    cases.move(claim=claim, at=at, data={"note": note.strip()})
    return _problem(claim)


def _claim(actor: Actor, number: str, move: str, at: datetime, version: int | None) -> Claim:
    return cases.claim(actor=actor, workflow=rules.PROBLEM, number=number, move=move, at=at, version=version)


def _limit(code: str, at: datetime) -> int:
    return clock_queries.limit_for(process=rules.PROBLEM_KIND, clock_code=code, on=localdate(at))


def _problem(claim: Claim) -> Problem:
    problem: Problem = claim.case.problem
    return problem
