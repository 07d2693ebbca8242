"""What people told of windows, as the desk and as they themselves read it. The contact is opened by a service only."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from yishang.contexts.service_standards.models import ExtraDemand
from yishang.contexts.service_standards.rules import demands
from yishang.kernel import receipts
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import Move, duties_of
from yishang.kernel.context import check_known
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import OFFICES, Actor
from yishang.kernel.evidence import queries as evidence
from yishang.kernel.geo import queries as geo

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

HEAPS = {
    "waiting": ("待办", ("RECEIVED", "DISMISSING", "UPHELD")),
    "received": ("待核实", ("RECEIVED",)),
    "dismissing": ("待复核", ("DISMISSING",)),
    "upheld": ("待改正", ("UPHELD",)),
    "true": ("属实", ("UPHELD", "CORRECTED")),
    "ended": ("已结束", ("CORRECTED", "NOT_UPHELD", "REFUSED", "JOINED")),
    "all": ("全部", tuple(state.code for state in demands.DEMAND.states)),
}
OF_SECOND = frozenset({"confirm_dismissal", "overrule_dismissal"})


def demands_seen(actor: Actor, *, heap: str, q: str = "", now: datetime) -> "QuerySet[Case]":
    """The reports that the post sees, of one heap, newest first. Raises InvalidInput for an unknown heap."""
    check_known("heap", heap, HEAPS)
    rows = cases.visible_to(actor, kind=demands.DEMAND_KIND, on=localdate(now)).filter(state__in=HEAPS[heap][1])
    for word in q.split():
        rows = rows.filter(
            Q(number__icontains=word) | Q(title__icontains=word) | Q(extra_demand__window__icontains=word)
        )
    return rows.select_related("unit", "region", "extra_demand").order_by("-id")


def demand_for(actor: Actor, number: str, *, now: datetime) -> "Case":
    """One of them. Raises DemandNotFound."""
    case = cases.visible_one(actor, workflow=demands.DEMAND, number=number, on=localdate(now))
    if case is None:
        raise demands.DemandNotFound
    return case


def moves_of(actor: Actor, case: "Case") -> list[Move]:
    """The moves that are open to this person; who drafted a dismissal is not offered its confirmation."""
    own = case.extra_demand.drafted_by_id == actor.id
    found = demands.DEMAND.moves_from(case.state, duties_of(actor, unit_id=case.unit_id))
    return [move for move in found if not (own and move.name in OF_SECOND)]


def joined_to(case: "Case") -> list["Case"]:
    """The reports of the same that were joined to this one."""
    return list(cases.children_of(case.pk, kind=demands.DEMAND_KIND).select_related("extra_demand"))


def root_of(found: ExtraDemand) -> ExtraDemand:
    """The report whose answer counts for this one."""
    parent = found.case.parent_id
    return ExtraDemand.objects.select_related("case__unit").get(pk=parent) if parent else found


def same_thing(entry: demands.DemandEntry) -> ExtraDemand | None:
    """An open report, itself joined to none, of the same item and county that tells of the same thing."""
    rows = ExtraDemand.objects.select_related("case").filter(
        code=entry.code, case__region_id=entry.region, case__state__in=demands.OPEN_TO_MORE, case__parent=None
    )
    told = (entry.window, entry.asked)
    return next((one for one in rows if demands.means_the_same(told, (one.window, one.asked))), None)


def joinable(case: "Case") -> list[ExtraDemand]:
    """Open reports of the same item to which this one may be joined by hand."""
    rows = ExtraDemand.objects.select_related("case").filter(
        code=case.extra_demand.code, case__state__in=demands.OPEN_TO_MORE, case__parent=None
    )
    return list(rows.filter(case__city_id=case.city_id).exclude(pk=case.pk)[:20])


def unit_for(region: str, department: str) -> int | None:
    """Who answers: the department's own unit in the county, else in the city, else the office there."""
    bare = department.removeprefix("延安市").removeprefix("市")
    city = geo.city_of(region)
    for place in (region, city):
        units = directory.units().filter(region_id=place)
        if bare and (found := units.filter(name__contains=bare).order_by("code").first()):
            return found.pk
    offices = directory.units().filter(org_type="OFFICE", region_id__in=(region, city))
    found = offices.filter(region_id=region).first() or offices.first()
    return found.pk if found else None


def regions() -> list[tuple[str, str]]:
    """The counties of the city that may be chosen."""
    return [(one.code, one.name) for one in geo.counties_of(geo.home_city())]


def demand_by_receipt(receipt: str) -> ExtraDemand | None:
    """The report of a receipt code, also of one given out under a former secret."""
    typed = receipts.read_receipt(receipt)
    if not typed:
        return None
    kept = [receipts.kept_receipt(_secret(one), typed) for one in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    return ExtraDemand.objects.select_related("case__unit").filter(receipt__in=kept).first()


def new_receipt(page_key: str) -> str:
    """The receipt code that belongs to a page."""
    return receipts.receipt_for(_secret(settings.SECRET_KEY), page_key)


def kept_receipt(receipt: str) -> str:
    """What is kept of a receipt code from now on."""
    return receipts.kept_receipt(_secret(settings.SECRET_KEY), receipt)


def pictures_subject(number: str) -> str:
    """Under what the pictures of a report are kept: no matter's number, so that only this process shows them."""
    return f"demand:{number}"


def pictures_of(number: str) -> list[Any]:
    """The pictures of a report."""
    return evidence.pictures_of(pictures_subject(number))


def may_open_contact(actor: Actor, case: "Case") -> bool:
    """The office alone: the unit whose window it was does not learn who told it."""
    return actor.role in OFFICES and actor.unit_id is not None and bool(case.extra_demand.contact)


def told_to_all(*, since: date) -> dict[str, dict[str, int]]:
    """List → how many reports were found true since that day, and how many of them were put right."""
    rows = ExtraDemand.objects.filter(case__state__in=("UPHELD", "CORRECTED"), answered_at__date__gte=since)
    found = rows.values("list_key").annotate(true=Count("pk"), right=Count("pk", filter=Q(case__state="CORRECTED")))
    return {row["list_key"]: {"true": row["true"], "right": row["right"]} for row in found}


def _secret(secret: str | bytes) -> bytes:
    return b"service_standards.receipt:" + (secret if isinstance(secret, bytes) else secret.encode())
