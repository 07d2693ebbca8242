"""Whom the facts of a report concern, and what they are told. Delivered after commit, repeatable."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from yishang.contexts.reports import queries
from yishang.contexts.reports.models import Report
from yishang.kernel.analysis.rules import ALL, CITY
from yishang.kernel.context import Handler
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact


def tell_leaders(fact: "Fact") -> None:
    """The city's office and the vice mayor, but not whoever submitted it."""
    report = _report(fact)
    people = directory.people_in_posts((Role.MBO, Role.VML), regions=[report.month.city_id], on=localdate(fact.at))
    ids = set(people.values_list("pk", flat=True)) - {fact.actor_id}
    _tell(fact, report, "report_submitted", ids)


def tell_drafters(fact: "Fact") -> None:
    """Whoever drafted, edited or submitted what comes back."""
    report = _report(fact)
    people = {one for one in queries.handled_by(fact.subject) if one is not None}
    _tell(fact, report, "report_returned", people or set(directory.office_accounts(report.month.city_id)))


def tell_counties_and_units(fact: "Fact") -> None:
    """Every county's office, every unit that had matters, the vice mayor and the overseers of the city."""
    report = _report(fact)
    city, on = report.month.city_id, localdate(fact.at)
    regions = geo.descendants(city)
    offices = directory.people_in_posts((Role.CBO, Role.VML, Role.MON), regions=regions, on=on)
    units = [code for code in queries.sheet(report.month, CITY).get(ALL, {}).get("unit", {}) if code]
    inside = directory.people_in_posts((Role.DEP,), regions=regions, on=on)
    at_work = inside.filter(postings__unit__code__in=units).distinct()
    ids = {*offices.values_list("pk", flat=True), *at_work.values_list("pk", flat=True)}
    _tell(fact, report, "report_issued", ids)


def _report(fact: "Fact") -> Report:
    return Report.objects.select_related("case", "month").get(case__number=fact.subject)


def _tell(fact: "Fact", report: Report, template: str, account_ids: Collection[int]) -> None:
    words = {"report": report.case.title, "doc_number": report.doc_number, "reason": str(fact.data.get("note", ""))}
    telling = Telling(
        template=template, context=words, account_ids=sorted(account_ids), subject=fact.subject,
        dedup_key=f"{fact.pk}:{template}",
    )  # fmt: skip
    notify.tell_all(tellings=[telling], at=fact.at)


HANDLERS = (
    Handler("reports.report.submitted", tell_leaders),
    Handler("reports.report.returned", tell_drafters),
    Handler("reports.report.issued", tell_counties_and_units),
)
