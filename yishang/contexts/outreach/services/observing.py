"""Appeals that nobody filed: what was seen from above at a building site (VR 抽查, handbook 1.7)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.deadlines import limit
from yishang.contexts.outreach.services.finding import find_also
from yishang.contexts.outreach.services.submitting import region_for
from yishang.kernel.cases import services as cases
from yishang.kernel.directory.rules import Actor
from yishang.kernel.documents import services as documents
from yishang.kernel.journal import queries as journal_queries
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties

VERDICT_NOTED = f"{rules.KIND}.panorama_judged"


@dataclass(frozen=True)
class Observation:
    """What a verdict asks for: `source` is the panorama's number, `subject_id` the listed project."""

    source: str
    subject_id: int
    title: str
    content: str
    contact_by: str
    seen_by: str


@transaction.atomic
def report_from_above(*, actor: Actor, seen: Observation, at: datetime) -> Appeal:
    """Open the line-A appeal that a verdict asks for; of one panorama there is one, a repetition gives that back.

    It waits for triage like any other, on line A already; nobody is asked for a contact, the office looks it up.
    """
    if found := queries.reported_from_above(seen.source):
        return found
    subject = parties.subjects([seen.subject_id])[seen.subject_id]
    region_code = region_for(code=subject.region_id)
    case = cases.open_case(
        actor=actor,
        workflow=rules.APPEAL,
        number=documents.next_number(prefix="SQ", region_code=region_code, day=localdate(at)),
        title=seen.title,
        region_code=region_code,
        applicant_id=subject.entity_id,
        category="",
        at=at,
        fact="panorama_reported",
        data={
            "channel": rules.PANORAMA,
            "source": seen.source,
            "contact_by": seen.contact_by,
            "note": f"航拍全景 {seen.source}",
        },
        clocks_to_start={"triage": limit(clock_code="triage", on=at)},
    )
    appeal = Appeal(
        case=case,
        subject=subject,
        channel=rules.PANORAMA,
        submitter_name=seen.seen_by,
        content=seen.content,
        line="COUNTY",
        content_digest=rules.content_digest(entity_id=subject.entity_id, category="", content=seen.content),
        external_id=seen.source,
        is_demo=subject.entity.is_demo,
    )
    appeal.save(force_insert=True)
    find_also(keys=[appeal.pk])
    return appeal


@transaction.atomic
def note_verdict(*, actor: Actor, source: str, label: str, note: str, judged: int, at: datetime) -> None:
    """Tell those who work on the appeal of a panorama how it is judged (the company reads it not); once per verdict.

    Nothing happens where no appeal came of that panorama.
    """
    appeal = queries.reported_from_above(source)
    if appeal is None:
        return
    number = appeal.case.number
    known = journal_queries.timeline(number, include_internal=True)
    if any(fact.verb == VERDICT_NOTED and fact.data.get("judged") == judged for fact in known):
        return
    data = {"judged": judged, "note": f"全景 {source} 研判为“{label}”。{note}"}
    journal.record(actor=actor, verb=VERDICT_NOTED, subject=number, at=at, data=data, internal=True)
