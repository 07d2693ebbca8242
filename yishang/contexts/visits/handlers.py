"""What visits do when something happens elsewhere. Delivered after commit, repeatable."""

from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from yishang.contexts.visits import queries, rules, services
from yishang.contexts.visits.models import Visit
from yishang.kernel.context import Handler
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.services import HANDED_OVER
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact


def _take_planned_visits_along(fact: "Fact") -> None:
    services.hand_visits_on(handed_over=fact)


def _note_brought_appeal(fact: "Fact") -> None:
    services.note_brought_appeal(submitted=fact)


def _tell(fact: "Fact", template: str, account_ids: list[int], visit: Visit) -> None:
    since = visit.checkin_at
    telling = Telling(
        template=template,
        context={
            "number": fact.subject,
            "enterprise": visit.subject.name,
            "visitor": visit.visitor_name,
            "visited": since or "",
            "reason": str(fact.data.get("note", "")),
            "due": visit.case.due_at or "",
        },
        account_ids=sorted(set(account_ids)),
        subject=fact.subject,
        dedup_key=f"{fact.pk}:{template}",
    )
    notify.tell_all(tellings=[telling], at=fact.at)


def _visit(fact: "Fact") -> Visit:
    return Visit.objects.select_related("case", "subject").get(case__number=fact.subject)


def _ask_company(fact: "Fact") -> None:
    """The company is asked to confirm with one tap."""
    visit = _visit(fact)
    _tell(fact, "visit_to_confirm", directory.accounts_of_entity(visit.case.applicant_id), visit)


def _ask_office(fact: "Fact") -> None:
    """The county's office decides about what is abnormal; the visitor hears it too."""
    visit = _visit(fact)
    _tell(fact, "visit_abnormal", directory.office_accounts(visit.case.region_id), visit)
    if visit.visitor_id:
        _tell(fact, "visit_of_yours_abnormal", [visit.visitor_id], visit)


def _tell_visitor(fact: "Fact") -> None:
    visit = _visit(fact)
    if visit.visitor_id:
        _tell(fact, "visit_decided", [visit.visitor_id], visit)


def _ask_liaison(fact: "Fact") -> None:
    """The liaison is asked for the independent record, unless it is there."""
    visit = _visit(fact)
    if queries.report_of(visit.pk) is None:
        liaisons = [one.liaison_id for one in directory.sponsorships_of(visit.subject_id, on=localdate(fact.at))]
        _tell(fact, "visit_to_report", [one for one in liaisons if one], visit)


def _on(fact: str, run: object) -> Handler:
    return Handler(fact=f"{rules.KIND}.{fact}", run=run)  # type: ignore[arg-type]


HANDLERS = (
    Handler(fact=HANDED_OVER, run=_take_planned_visits_along),
    Handler(fact="outreach.appeal.submitted", run=_note_brought_appeal),
    _on("checked_out", _ask_liaison),
    _on("verified", _ask_company),
    _on("flagged", _ask_office),
    _on("disputed", _ask_office),
    _on("upheld", _tell_visitor),
    _on("voided", _tell_visitor),
)
