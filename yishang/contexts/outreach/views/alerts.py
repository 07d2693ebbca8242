"""The overview's tables of what stands against matters now: warnings by rule, and what is shelved."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.timezone import localtime

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.views.folded import Fold
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
    fold: Fold


def alert_tables(
    actor: Actor, names: Iterable[str], *, now: datetime, county: str, kept: queries.Tallied | None, whole: str
) -> list[AlertTable]:
    """The tables that this person sees among `names` (county, unit), a long one folded unless its code is `whole`."""
    tally = queries.tally_alerts(actor, now=now, county=county, kept=kept)
    return [_table(tally, name, county=county, is_whole=whole == f"{PREFIX}{name}") for name in names if name in TITLES]


def alert_sheet(
    actor: Actor, code: str, *, now: datetime, county: str, kept: queries.Tallied | None
) -> tuple[str, list[str], list[tuple[object, ...]]]:
    """Name, head and rows of the table of that code (BY_CODE) as a sheet."""
    tally = queries.tally_alerts(actor, now=now, county=county, kept=kept)
    table = _table(tally, BY_CODE[code], county=county, is_whole=True)
    head = [table.head, *(f"{code} {means}" for code, means in rules.WARNINGS.items()), "挂账", "截至"]
    as_of = f"{localtime(tally.as_of if isinstance(tally, queries.Tallied) else now):%Y-%m-%d %H:%M}"
    rows = [(group.label, *(one.many for one in group.counts), as_of) for group in table.groups]
    return f"{table.title}-{localtime(now):%Y%m%d}", head, rows


def _table(tally: queries.Tally | queries.Tallied, name: str, *, county: str, is_whole: bool) -> AlertTable:
    code = f"{PREFIX}{name}"
    words = {"table": code, **({"county": county} if county else {})}
    groups = queries.alerts(tally, name, county=county)
    fold = Fold.of(code, len(groups), telling=len(groups), county=county, is_whole=is_whole)
    return AlertTable(
        code=code,
        title=TITLES[name],
        head=TITLES[name].partition("，按")[2],
        groups=groups[: fold.shown],
        export_url=f"{reverse('outreach:overview')}?{urlencode(words)}",
        fold=fold,
    )
