"""Whom the facts of an appeal concern, and what they are told. Delivered after commit, repeatable."""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services.deadlines import note_due_dates
from yishang.kernel.context import Handler
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING, Role
from yishang.kernel.notify import services as notify

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact


def _appeal(fact: "Fact") -> Appeal:
    return Appeal.objects.select_related("case__applicant", "case__unit", "case__region").get(case__number=fact.subject)


def _words(appeal: Appeal, fact: "Fact") -> dict[str, Any]:
    """What a notice may say: no phone numbers, no content."""
    case, promised = appeal.case, fact.data.get("due")
    return {
        "number": case.number,
        "title": case.title,
        "enterprise": case.applicant.name if case.applicant else "",
        "unit": case.unit.short_name if case.unit else "",
        "due": datetime.fromisoformat(promised) if promised else "",
        "reason": str(fact.data.get("note", "")),
        "star": fact.data.get("stars", ""),
    }


def _tell_submitter(template: str) -> Callable[["Fact"], None]:
    """The company's people and whoever submitted for them: in the site, and by SMS to the contact."""

    def tell(fact: "Fact") -> None:
        appeal = _appeal(fact)
        accounts = set(directory.accounts_of_entity(appeal.case.applicant_id))
        if appeal.submitter_id:
            accounts.add(appeal.submitter_id)
        for account_id in sorted(accounts):
            _tell(fact, appeal, template, account_id=account_id)
        if appeal.contact_phone:
            notify.tell(
                phone=appeal.contact_phone,
                template=template,
                context=_words(appeal, fact),
                subject=fact.subject,
                at=fact.at,
                channels=("SMS",),
                dedup_key=f"{fact.pk}:{template}:{appeal.contact_phone}",
            )

    tell.__qualname__ = f"tell_submitter_{template}"
    return tell


def _tell_unit(template: str) -> Callable[["Fact"], None]:
    """Everybody who works in the responsible unit, or in the one that has just lost the matter."""

    def tell(fact: "Fact") -> None:
        appeal = _appeal(fact)
        unit_id = fact.data.get("unit_before") or appeal.case.unit_id
        if unit_id:
            for account_id in directory.people_on_duty(unit_id, ANSWERING):
                _tell(fact, appeal, template, account_id=account_id)

    tell.__qualname__ = f"tell_unit_{template}"
    return tell


def _tell_office(template: str) -> Callable[["Fact"], None]:
    """The business-environment office of the matter's county."""

    def tell(fact: "Fact") -> None:
        appeal = _appeal(fact)
        for account_id in directory.office_accounts(appeal.case.region_id):
            _tell(fact, appeal, template, account_id=account_id)

    tell.__qualname__ = f"tell_office_{template}"
    return tell


def _tell_who_decides(template: str, *, is_extension: bool) -> Callable[["Fact"], None]:
    """The office that decides about a request: the county's; the city's about its own, and from four stars on."""

    def tell(fact: "Fact") -> None:
        appeal = _appeal(fact)
        by_county = not is_extension or rules.decides_extension(Role.CBO, star=appeal.case.grade or 1)
        for account_id in _deciders(appeal, by_county=by_county):
            _tell(fact, appeal, template, account_id=account_id)

    tell.__qualname__ = f"tell_who_decides_{template}"
    return tell


def _deciders(appeal: Appeal, *, by_county: bool) -> list[int]:
    """Those of the county's office who are not of the asking unit themselves, else the city's office."""
    case = appeal.case
    asking = directory.people_on_duty(case.unit_id, ANSWERING) if case.unit_id else []
    county = directory.office_accounts(case.region_id) if by_county else []
    found = [account_id for account_id in county if account_id not in asking]
    return found or directory.office_accounts(case.city_id)


def _tell(fact: "Fact", appeal: Appeal, template: str, *, account_id: int) -> None:
    notify.tell(
        account_id=account_id,
        template=template,
        context=_words(appeal, fact),
        subject=fact.subject,
        at=fact.at,
        channels=("IN_SITE",),
        dedup_key=f"{fact.pk}:{template}:{account_id}",
    )


def _on(fact: str, run: Callable[["Fact"], None]) -> Handler:
    return Handler(fact=f"{rules.KIND}.{fact}", run=run)


def _repeat_deadline(fact: "Fact") -> None:
    """Keep the appeal's own copy of its deadlines in step after the calendar changed."""
    appeal = Appeal.objects.select_related("case").filter(case__number=fact.subject).first()
    if appeal is not None:
        note_due_dates(case=appeal.case)


HANDLERS = (
    Handler(fact="cases.deadline.recomputed", run=_repeat_deadline),
    _on("submitted", _tell_office("appeal_submitted")),
    _on("dispatched", _tell_unit("appeal_dispatched")),
    _on("dispatched", _tell_submitter("appeal_in_hand")),
    _on("closed", _tell_submitter("appeal_closed")),
    _on("rated", _tell_unit("appeal_rated")),
    _on("reopened", _tell_unit("appeal_reopened")),
    _on("rejected", _tell_submitter("appeal_rejected")),
    _on("return_requested", _tell_who_decides("appeal_return_requested", is_extension=False)),
    _on("withdrawn", _tell_unit("appeal_withdrawn")),
    _on("withdrawn", _tell_office("appeal_withdrawn")),
    _on("supplemented", _tell_unit("appeal_supplemented")),
    _on("supplemented", _tell_office("appeal_supplemented")),
    _on("return_granted", _tell_unit("appeal_return_granted")),
    _on("return_refused", _tell_unit("appeal_return_refused")),
    _on("extension_requested", _tell_who_decides("appeal_extension_requested", is_extension=True)),
    _on("extension_granted", _tell_unit("appeal_extension_granted")),
    _on("extension_refused", _tell_unit("appeal_extension_refused")),
)
