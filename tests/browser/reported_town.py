"""The small town's December, frozen and told in two documents, and who opens their pages."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse

from yishang.contexts.outreach.tests.conftest import Town
from yishang.contexts.reports import services
from yishang.kernel.analysis.rules import month_ends, month_of
from yishang.kernel.directory.rules import SYSTEM_ACTOR

Page = tuple[str, str]  # who, address
CITY = "610400"


def settle_reports(town: Town, at: datetime) -> dict[str, str]:
    """The month of `at` frozen after its end; a 通报 issued, a 月报 as a draft, and its numbers under `r_…`."""
    period = month_of(at)
    over = month_ends(period) + timedelta(days=1, hours=10)
    services.freeze_month(actor=SYSTEM_ACTOR, city=CITY, period=period, at=over)
    draft, issued = (
        services.draft_report(actor=SYSTEM_ACTOR, city=CITY, kind=kind, period=period, at=over).case.number
        for kind in ("MONTHLY", "BULLETIN")
    )
    services.submit_report(actor=SYSTEM_ACTOR, number=issued, at=over)
    services.sign_report(actor=town.yang_ping, number=issued, at=over)
    services.issue_report(actor=town.yang_ping, number=issued, at=over)
    return {"r_draft": draft, "r_issued": issued}


def pages_of_reports(numbers: dict[str, str]) -> Iterator[Page]:
    """Every page of the process, as those who use it open it."""
    for who in ("yang_ping", "chen_jing", "wang_gong", "du_cha"):
        yield who, reverse("reports:analysis")
        yield who, reverse("reports:reports")
    yield "yang_ping", f"{reverse('reports:analysis')}?domain=all&county=610402"
    for who in ("yang_ping", "guo_zheng"):
        yield who, reverse("reports:wall")
    yield "du_cha", reverse("reports:wall_plain")
    yield "chen_jing", reverse("reports:report", args=[numbers["r_issued"]])
    yield "yang_ping", reverse("reports:report", args=[numbers["r_draft"]])
    yield "du_cha", reverse("reports:check", args=[numbers["r_draft"]])
    for move in ("edit_report", "submit_report", "drop_report"):
        yield "yang_ping", reverse("reports:report_move", args=[numbers["r_draft"], move])
