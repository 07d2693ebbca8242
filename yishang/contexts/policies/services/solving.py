"""A problem from being given out to being struck off; the company's word comes before the office's (handbook 1.8)."""

from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.policies import rules
from yishang.contexts.policies.models import Problem
from yishang.kernel.cases import services as cases
from yishang.kernel.cases.services import Claim
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor


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
