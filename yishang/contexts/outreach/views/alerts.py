"""The overview's tables of what stands against matters now: warnings by rule, and what is shelved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime

from yishang.contexts.outreach import queries, rules
from yishang.kernel.directory.rules import Actor

TITLES = {"county": "预警和挂账，按县市区", "unit": "预警和挂账，按承办单位"}
PREFIX = "alerts_"
BY_CODE = {f"{PREFIX}{name}": name for name in TITLES}
HEADS = [*rules.WARNINGS.items(), ("挂账", "")]


@dataclass(frozen=True)
class AlertTable:
    """One table of the overview."""

    code: str
    title: str
    head: str
    groups: list[queries.Alerts]
    export_url: str


def alert_tables(actor: Actor, names: Iterable[str], *, now: datetime, county: str) -> list[AlertTable]:
    """The tables that this person sees among `names` (county, unit)."""
    tally = queries.tally_alerts(actor, now=now, county=county)
    return [_table(tally, name, county=county) for name in names if name in TITLES]


def alert_sheet(
    actor: Actor, code: str, *, now: datetime, county: str
) -> tuple[str, list[str], list[tuple[object, ...]]]:
    """Name, head and rows of the table of that code (BY_CODE) as a sheet."""
    table = _table(queries.tally_alerts(actor, now=now, county=county), BY_CODE[code], county=county)
    head = [table.head, *(f"{code} {means}" for code, means in rules.WARNINGS.items()), "挂账", "截至"]
    as_of = f"{localtime(now):%Y-%m-%d %H:%M}"
    rows = [(group.label, *(one.many for one in group.counts), as_of) for group in table.groups]
    return f"{table.title}-{localtime(now):%Y%m%d}", head, rows


def _table(tally: queries.Tally, name: str, *, county: str) -> AlertTable:
    words = {"table": f"{PREFIX}{name}", **({"county": county} if county else {})}
    return AlertTable(
        code=f"{PREFIX}{name}",
        title=TITLES[name],
        head=TITLES[name].partition("，按")[2],
        groups=queries.alerts(tally, name, county=county),
        export_url=f"{reverse('outreach:overview')}?{urlencode(words)}",
    )
