"""Whom the facts of an appeal concern, and what they are told. Delivered after commit, repeatable."""

from collections.abc import Callable, Collection
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from yishang.contexts.outreach import rules, services
from yishang.contexts.outreach.models import Appeal, Decision
from yishang.contexts.outreach.rules import hotline
from yishang.contexts.outreach.services.deadlines import note_due_dates
from yishang.contexts.outreach.services.finding import find_by_new_name
from yishang.kernel.cases import queries as cases
from yishang.kernel.context import Handler
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING, SYSTEM_ACTOR, Role
from yishang.kernel.directory.services import HANDED_OVER
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact

Find = Callable[["Fact", Appeal], Collection[int]]


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
        "warning": f"{warning} {rules.WARNINGS[warning]}" if (warning := fact.data.get("warning", "")) else "",
        "review_on": date.fromisoformat(review) if (review := fact.data.get("review_on", "")) else "",
        "into": fact.data.get("into", ""),
    }


def _tell(fact: "Fact", appeal: Appeal, template: str, account_ids: Collection[int], *, phone: str = "") -> None:
    """The same words to all of them, each over the channels that the person chose."""
    telling = Telling(
        template=template,
        context=_words(appeal, fact),
        account_ids=sorted(set(account_ids)),
        phone=phone,
        subject=fact.subject,
        dedup_key=f"{fact.pk}:{template}",
    )
    notify.tell_all(tellings=[telling], at=fact.at)


def _teller(audience: str, template: str, find: Find) -> Callable[["Fact"], None]:
    def tell(fact: "Fact") -> None:
        appeal = _appeal(fact)
        _tell(fact, appeal, template, find(fact, appeal))

    tell.__qualname__ = f"tell_{audience}_{template}"  # under this name the journal notes that it was done
    return tell


def _tell_submitter(template: str) -> Callable[["Fact"], None]:
    """The company's people and whoever submitted for them; and by SMS the contact, who may have no account."""

    def tell(fact: "Fact") -> None:
        appeal = _appeal(fact)
        accounts = set(directory.accounts_of_entity(appeal.case.applicant_id))
        if appeal.submitter_id:
            accounts.add(appeal.submitter_id)
        _tell(fact, appeal, template, accounts, phone=appeal.contact_phone)

    tell.__qualname__ = f"tell_submitter_{template}"
    return tell


def _tell_unit(template: str) -> Callable[["Fact"], None]:
    """Everybody who works in the responsible unit, or in the one that has just lost the matter."""
    return _teller("unit", template, lambda fact, appeal: _on_duty(fact.data.get("unit_before") or appeal.case.unit_id))


def _tell_new_unit(template: str) -> Callable[["Fact"], None]:
    """Everybody who works in the unit that answers for the matter from now on."""
    return _teller("new_unit", template, lambda _, appeal: _on_duty(appeal.case.unit_id))


def _tell_co_units(template: str) -> Callable[["Fact"], None]:
    """Everybody who works in the unit that assists from this moment on."""

    def find(fact: "Fact", appeal: Appeal) -> list[int]:
        joined = cases.co_units_of(appeal.pk).filter(added_at=fact.at)
        return [account_id for one in joined for account_id in _on_duty(one.unit_id)]

    return _teller("co_units", template, find)


def _tell_office(template: str) -> Callable[["Fact"], None]:
    """The business-environment office of the matter's county."""
    return _teller("office", template, lambda _, appeal: directory.office_accounts(appeal.case.region_id))


def _tell_city_office(template: str) -> Callable[["Fact"], None]:
    """The city's business-environment office (市营商办)."""
    return _teller("city_office", template, lambda _, appeal: directory.office_accounts(appeal.case.city_id))


def _tell_whose_turn(template: str) -> Callable[["Fact"], None]:
    """The unit on whose side the matter lies; before there is one, the office that has to dispatch it."""

    def find(_: "Fact", appeal: Appeal) -> list[int]:
        return _on_duty(appeal.case.unit_id) or directory.office_accounts(appeal.case.region_id)

    return _teller("whose_turn", template, find)


def _tell_left_unit(template: str) -> Callable[["Fact"], None]:
    """Everybody who works in the unit that another now answers in the place of."""
    return _teller("left_unit", template, lambda fact, _: _on_duty(fact.data.get("left_unit")))


def _tell_of_warning(template: str) -> Callable[["Fact"], None]:
    """The unit and its county's office; of 推诿扯皮 and 虚假办结 also the city's office and the overseers."""

    def find(fact: "Fact", appeal: Appeal) -> list[int]:
        case = appeal.case
        people = [*_on_duty(case.unit_id), *directory.office_accounts(case.region_id)]
        if fact.data["warning"] in rules.TOLD_TO_CITY:
            people += [*directory.office_accounts(case.city_id), *directory.overseer_accounts(case.city_id)]
        return people

    return _teller("of_warning", template, find)


def _tell_who_decides(template: str, *, is_extension: bool) -> Callable[["Fact"], None]:
    """The office that decides about a request: the county's; the city's about its own, from four stars on, and about
    a second return.
    """

    def find(fact: "Fact", appeal: Appeal) -> list[int]:
        by_county = not is_extension or rules.decides_extension(Role.CBO, star=appeal.case.grade or 1)
        by_county = by_county and not rules.is_for_ruling(int(fact.data.get("returns_asked", 1)))
        return _deciders(appeal, by_county=by_county)

    return _teller("who_decides", template, find)


def _deciders(appeal: Appeal, *, by_county: bool) -> list[int]:
    """Those of the county's office who are not of the asking unit themselves, else the city's office."""
    case = appeal.case
    asking = _on_duty(case.unit_id)
    county = directory.office_accounts(case.region_id) if by_county else []
    found = [account_id for account_id in county if account_id not in asking]
    return found or directory.office_accounts(case.city_id)


def _on_duty(unit_id: int | None) -> list[int]:
    return directory.people_on_duty(unit_id, ANSWERING) if unit_id else []


def _take_open_matters_along(fact: "Fact") -> None:
    """Each open matter of the company says who answers for it from now on; the successor hears it once."""
    services.note_new_sponsor(handed_over=fact)


def _on(fact: str, run: Callable[["Fact"], None]) -> Handler:
    return Handler(fact=f"{rules.KIND}.{fact}", run=run)


def _repeat_deadline(fact: "Fact") -> None:
    """Keep the appeal's, or the task's, own copy of its deadlines in step after the calendar changed."""
    appeal = Appeal.objects.select_related("case").filter(case__number=fact.subject).first()
    if appeal is not None:
        note_due_dates(case=appeal.case)
    else:
        before = str(fact.data.get("before") or "")
        services.note_task_day(number=fact.subject, before=datetime.fromisoformat(before) if before else None)


def _find_by_new_name(fact: "Fact") -> None:
    """A register said that a company is called differently."""
    if "name" in fact.data["after"]:
        find_by_new_name(entity_id=int(fact.subject.removeprefix("entity:")))


def _tell_line(name: str) -> Callable[["Fact"], None]:
    """The 12345 line, about a matter that it handed us."""

    def tell(fact: "Fact") -> None:
        note = str(fact.data.get("note", ""))
        services.tell_line(number=fact.subject, fact=name, fact_id=fact.pk, note=note, at=fact.at)

    tell.__qualname__ = f"tell_line_{name}"
    return tell


def _on_task(fact: str, run: Callable[["Fact"], None]) -> Handler:
    return Handler(fact=f"{rules.TASK_KIND}.{fact}", run=run)


def _tell_of_task(
    audience: str, template: str, find: Callable[[Decision], Collection[int]]
) -> Callable[["Fact"], None]:
    """Whoever a meeting's task concerns; the notice belongs to the appeal, where all that was told is listed."""

    def tell(fact: "Fact") -> None:
        decision = Decision.objects.select_related("case__unit", "case__parent").get(case__number=fact.subject)
        case, promised = decision.case, fact.data.get("due")
        telling = Telling(
            template=template,
            context={
                "number": case.number,
                "title": case.title,
                "unit": case.unit.short_name if case.unit else "",
                "due": datetime.fromisoformat(promised) if promised else "",
                "reason": str(fact.data.get("note", "")),
            },
            account_ids=sorted(set(find(decision))),
            subject=case.parent.number if case.parent else case.number,
            dedup_key=f"{fact.pk}:{template}",
        )
        notify.tell_all(tellings=[telling], at=fact.at)

    tell.__qualname__ = f"tell_{audience}_{template}"  # under this name the journal notes that it was done
    return tell


def _unit_of_task(decision: Decision) -> list[int]:
    return _on_duty(decision.case.unit_id)


def _both_units_of_task(decision: Decision) -> list[int]:
    """Who had the task, and who answers for the appeal and may be waiting for it."""
    parent = decision.case.parent
    return _on_duty(decision.case.unit_id) + _on_duty(parent.unit_id if parent else None)


def _offices_of_task(decision: Decision) -> list[int]:
    """Those who may strike it off, but for the unit itself."""
    case = decision.case
    offices = {*directory.office_accounts(case.region_id), *directory.office_accounts(case.city_id)}
    return sorted(offices - set(_on_duty(case.unit_id)))


def _note_sample(fact: "Fact") -> None:
    """A draw was made, perhaps by a witness on the own phone: note which appeals it selected."""
    services.settle_sample(draw_id=fact.subject.removeprefix("draw:"))


def _open_from_above(fact: "Fact") -> None:
    """A panorama was judged: what is not in order becomes an appeal on line A, and each verdict is told there."""
    if asked := fact.data.get("appeal"):
        seen = services.Observation(
            source=fact.subject,
            subject_id=asked["subject"],
            title=asked["title"],
            content=asked["content"],
            contact_by=asked["contact_by"],
            seen_by=fact.actor_name,
        )
        services.report_from_above(actor=SYSTEM_ACTOR, seen=seen, at=fact.at)
    label, note = str(fact.data["label"]), str(fact.data["note"])
    services.note_verdict(actor=SYSTEM_ACTOR, source=fact.subject, label=label, note=note, judged=fact.pk, at=fact.at)


HANDLERS = (
    Handler(fact="panoramas.panorama.judged", run=_open_from_above),
    _on("panorama_reported", _tell_office("appeal_submitted")),
    Handler(fact="draw.drawn", run=_note_sample),
    Handler(fact="cases.deadline.recomputed", run=_repeat_deadline),
    Handler(fact=HANDED_OVER, run=_take_open_matters_along),
    Handler(fact="parties.entity.updated", run=_find_by_new_name),
    _on("submitted", _tell_office("appeal_submitted")),
    _on("dispatched", _tell_unit("appeal_dispatched")),
    _on("dispatched", _tell_submitter("appeal_in_hand")),
    _on("dispatched", _tell_co_units("appeal_co_unit_added")),
    _on("closed", _tell_submitter("appeal_closed")),
    _on("rated", _tell_unit("appeal_rated")),
    _on("reopened", _tell_unit("appeal_reopened")),
    _on("rejected", _tell_submitter("appeal_rejected")),
    _on("merged", _tell_submitter("appeal_merged")),
    _on("withdrawn", _tell_unit("appeal_withdrawn")),
    _on("withdrawn", _tell_office("appeal_withdrawn")),
    _on("supplemented", _tell_unit("appeal_supplemented")),
    _on("supplemented", _tell_office("appeal_supplemented")),
    _on("dispatch_recalled", _tell_unit("appeal_recalled")),
    _on("line_switched", _tell_new_unit("appeal_dispatched")),
    _on("line_switched", _tell_left_unit("appeal_line_switched")),
    _on("line_switched", _tell_submitter("appeal_in_hand")),
    _on("co_unit_added", _tell_co_units("appeal_co_unit_added")),
    _on("assistance_noted", _tell_unit("appeal_assistance_noted")),
    _on("urged", _tell_whose_turn("appeal_urged")),
    _on("supervised", _tell_whose_turn("appeal_supervised")),
    _on("supervised", _tell_office("appeal_supervised")),
    _on("return_requested", _tell_who_decides("appeal_return_requested", is_extension=False)),
    _on("return_granted", _tell_unit("appeal_return_granted")),
    _on("return_refused", _tell_unit("appeal_return_refused")),
    _on("return_arbitrated", _tell_new_unit("appeal_dispatched")),
    _on("return_arbitrated", _tell_left_unit("appeal_recalled")),
    _on("return_arbitrated", _tell_submitter("appeal_in_hand")),
    _on("warned", _tell_of_warning("appeal_warned")),
    _on("extension_requested", _tell_who_decides("appeal_extension_requested", is_extension=True)),
    _on("extension_granted", _tell_unit("appeal_extension_granted")),
    _on("extension_refused", _tell_unit("appeal_extension_refused")),
    _on("escalation_requested", _tell_who_decides("appeal_escalation_requested", is_extension=False)),
    _on("escalation_refused", _tell_unit("appeal_escalation_refused")),
    _on("escalated", _tell_unit("appeal_escalated")),
    _on("escalated", _tell_city_office("appeal_escalated")),
    _on("meeting_recorded", _tell_unit("appeal_meeting_recorded")),
    _on("meeting_recorded", _tell_office("appeal_meeting_recorded")),
    _on("meeting_recorded", _tell_submitter("appeal_meeting_told")),
    _on("deescalated", _tell_unit("appeal_deescalated")),
    _on("shelving_requested", _tell_city_office("appeal_shelving_requested")),
    _on("shelving_refused", _tell_unit("appeal_shelving_refused")),
    _on("shelved", _tell_unit("appeal_shelved")),
    _on("shelved", _tell_submitter("appeal_shelved")),
    _on("shelving_extended", _tell_unit("appeal_shelving_extended")),
    _on("shelving_extended", _tell_submitter("appeal_shelving_extended")),
    _on("resumed", _tell_unit("appeal_resumed")),
    _on("resumed", _tell_submitter("appeal_going_on")),
    _on("hotline_unanswered", _tell_city_office("hotline_unanswered")),
    *(_on(name, _tell_line(name)) for name in hotline.TOLD_TO_LINE),
    _on_task("opened", _tell_of_task("unit", "task_opened", _unit_of_task)),
    _on_task("reported", _tell_of_task("offices", "task_reported", _offices_of_task)),
    _on_task("returned", _tell_of_task("unit", "task_returned", _unit_of_task)),
    _on_task("cleared", _tell_of_task("both_units", "task_cleared", _both_units_of_task)),
    _on_task("cancelled", _tell_of_task("both_units", "task_cancelled", _both_units_of_task)),
)
