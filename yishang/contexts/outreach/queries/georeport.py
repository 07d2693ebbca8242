"""Appeals as service requests of GeoReport v2: those that everybody may see, and a key's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Q
from django.utils.timezone import localdate, localtime

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import Category, ReportedPlace
from yishang.contexts.outreach.queries.appeals import category
from yishang.contexts.outreach.rules import georeport
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.geo import queries as geo

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

READ_AT_ONCE = 500
OFFICE = "营商办"  # responsible until a unit is named
PUBLIC = Q(appeal__is_public_consent=True) & ~Q(state__in=georeport.NOT_TOLD_STATES)


@dataclass(frozen=True)
class Report:
    """One appeal and how much of it this caller may read: `is_own` means all that the caller filed or works on."""

    case: "Case"
    is_own: bool


def reports(caller: Actor | None, wanted: georeport.ReportsWanted, *, now: datetime) -> list[Report]:
    """The requests that fit, newest first, at most a thousand.

    Without a key only those whose company agreed, which an office has classified, and which name no person.
    """
    rows = cases.visible_to(SYSTEM_ACTOR, kind=rules.KIND, on=localdate(now)).filter(city_id=geo.home_city())
    own = cases.visible_to(caller, kind=rules.KIND, on=localdate(now)) if caller else None
    rows = rows.filter(PUBLIC | Q(pk__in=own.values("pk")) if own is not None else PUBLIC).filter(_fits(wanted))
    related = ("appeal__reported_place", "applicant", "unit", "region")
    newest = rows.select_related("appeal", *related).order_by("-opened_at", "-pk")
    mine = set(own.filter(_fits(wanted)).values_list("pk", flat=True)) if own is not None else set()
    found: list[Report] = []
    for case in newest.iterator(chunk_size=READ_AT_ONCE):
        if case.pk in mine or not _names_a_person(case):
            found.append(Report(case, is_own=case.pk in mine))
        if len(found) == georeport.MOST:
            break
    return found


def report(caller: Actor | None, number: str, *, now: datetime) -> Report | None:
    """One request by its number if the caller may see it."""
    found = reports(caller, georeport.ReportsWanted(ids=(number,)), now=now)
    return found[0] if found else None


def report_row(found: Report) -> dict[str, Any]:
    """The fields of a request in the order of the specification; None where there is nothing to tell."""
    case, appeal, place = found.case, found.case.appeal, _place(found.case)
    kind = category(case.category or appeal.category_id or "")
    company = case.applicant.name if case.applicant else ""
    address, address_id = (place.address, place.address_id) if place else ("", "")

    def shown(text: str) -> str:
        """All texts of others come without the company's name, the address that its gate bears too."""
        return text if found.is_own else georeport.publicly(text, company=company)

    return {
        "service_request_id": case.number,
        "status": georeport.status_of(case.state),
        "status_notes": _notes(found),
        "service_name": kind.name if kind else None,
        "service_code": kind.code if kind else None,
        "description": shown(appeal.content),
        "agency_responsible": case.unit.name if case.unit else OFFICE,
        "service_notice": None,
        "requested_datetime": _w3(case.opened_at),
        "updated_datetime": _w3(case.closed_at or appeal.progressed_at or case.opened_at),
        "expected_datetime": _w3(appeal.handle_due_at or case.due_at),
        "address": shown(address) or case.region.name,
        "address_id": shown(address_id) or None,
        "zipcode": None,
        "lat": place.lat if place else None,
        "long": place.long if place else None,
        "media_url": (place.media_url if place and found.is_own else "") or None,
    }


def service_row(one: Category) -> dict[str, Any]:
    """A category as a service of the list."""
    return {
        "service_code": one.code,
        "service_name": one.name,
        "description": f"企业就“{one.name}”提出的诉求；默认牵头：{one.lead_hint}" if one.lead_hint else one.name,
        "metadata": True,
        "type": "realtime",
        "keywords": one.short_name,
        "group": "营商环境诉求",
    }


def _fits(wanted: georeport.ReportsWanted) -> Q:
    if wanted.ids:
        return Q(number__in=wanted.ids)
    asked = Q(opened_at__range=(wanted.start, wanted.end))
    if wanted.services:
        asked &= Q(category__in=wanted.services)
    if len(set(wanted.statuses)) == 1:
        settled = Q(state__in=georeport.SETTLED_STATES)
        asked &= settled if wanted.statuses[0] == georeport.CLOSED else ~settled
    return asked


def _names_a_person(case: "Case") -> bool:
    appeal, place = case.appeal, _place(case)
    told = "\n".join([appeal.content, place.address if place else "", place.address_id if place else ""])
    return georeport.is_personal(told, (appeal.contact_name, appeal.submitter_name))


def _place(case: "Case") -> ReportedPlace | None:
    try:
        place: ReportedPlace = case.appeal.reported_place
    except ObjectDoesNotExist:
        return None
    return place


def _notes(found: Report) -> str:
    """The state in words, the kind of result once there is one; the result's own words only to the caller's own."""
    appeal = found.case.appeal
    said = appeal.result_text if found.is_own else ""
    parts = (rules.APPEAL.state(found.case.state).label, rules.RESULTS.get(appeal.result_type, ""), said)
    return "：".join(part for part in parts if part)


def _w3(moment: datetime | None) -> str | None:
    return localtime(moment).replace(microsecond=0).isoformat() if moment else None
