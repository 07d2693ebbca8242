"""Pressing for an answer: the company urges, the overseers supervise; and what the staff tell each other."""

from datetime import date, datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.kernel import statements
from yishang.kernel.cases import services as cases
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.directory.rules import Actor


@transaction.atomic
def urge_appeal(*, actor: Actor, number: str, at: datetime, note: str = "", version: int | None = None) -> Appeal:
    """Ask for haste as the company or its sponsor: once a working day, heard at once by whose turn it is.

    Raises UrgedAlready and what cases.claim raises.
    """
    claim = cases.claim(actor=actor, workflow=rules.APPEAL, number=number, move="urge_appeal", at=at, version=version)
    appeal = queries.appeal_of(claim.case)
    rules.check_urging(clock_queries.calendar(), urged_at=appeal.urged_at, now=at)
    appeal.urged_at, appeal.urged_count = at, appeal.urged_count + 1
    statements.update(appeal, "urged_at", "urged_count")
    cases.move(claim=claim, at=at, data={"note": note.strip(), "times": appeal.urged_count})
    return appeal


@transaction.atomic
def supervise_appeal(
    *,
    actor: Actor,
    number: str,
    note: str,
    at: datetime,
    answer_by: date | None = None,
    version: int | None = None,
) -> Appeal:
    """Call for action as the supervision office or the city's; it stands on top of the matter until news is noted.

    Raises InvalidInput at `answer_by`, and what cases.claim raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="supervise_appeal", at=at, version=version
    )
    rules.check_answer_day(answer_by, today=localdate(at))
    data = {"note": note.strip(), **({"answer_by": answer_by.isoformat()} if answer_by else {})}
    cases.move(claim=claim, at=at, data=data)
    return queries.appeal_of(claim.case)


@transaction.atomic
def note_internally(*, actor: Actor, number: str, note: str, at: datetime, version: int | None = None) -> Appeal:
    """Leave a word for the staff; the company, its sponsors and keys that only submit never read it.

    Raises what cases.claim raises.
    """
    claim = cases.claim(
        actor=actor, workflow=rules.APPEAL, number=number, move="note_internally", at=at, version=version
    )
    cases.move(claim=claim, at=at, data={"note": note.strip()})
    return queries.appeal_of(claim.case)
