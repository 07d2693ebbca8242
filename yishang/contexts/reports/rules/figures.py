"""A frozen month as plain values, its rates, and the annex: one line a figure, which numbers of texts refer to."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from yishang.kernel.analysis.rules import ALL, CITY, MONTH, Counts, Cut
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.measures.rules import average, percentage

ANNEX_HEAD = ("序号", "表", "对象", "指标", "值", "分子", "分母", "截至", "编号")
ANNEX_WIDTHS = (8, 22, 24, 20, 12, 10, 10, 18, 40)


@dataclass(frozen=True)
class Rate:
    """One rate of handbook 1.9: the names of its numerator and of what its denominator adds up."""

    code: str
    name: str
    numerator: str
    denominator: tuple[str, ...]

    def of(self, counts: Counts) -> tuple[int, int]:
        """Numerator and denominator in these counts."""
        return counts.get(self.numerator, 0), sum(counts.get(name, 0) for name in self.denominator)


RATES = (
    Rate("closing", "办件率", "closed", ("received",)),
    Rate("in_time", "按时办结率", "in_time", ("closed", "overdue")),
    Rate("five_stars", "五星率", "five", ("rated",)),
    Rate("satisfaction", "电话满意度", "satisfied", ("called",)),
)
COVERAGE = Rate("coverage", "走访率", "visited", ("listed",))
RATES_BY_CODE = {rate.code: rate for rate in (*RATES, COVERAGE)}


@dataclass(frozen=True)
class MonthFigures:
    """Everything that was frozen of a month. `cuts`: extract → scope → 统计域 → dimension → key → counts.

    `names` gives the words of keys by dimension, `listed` how many subjects of the library each county has at the
    month's end ("" the city), `corrections` what of earlier months turned out otherwise.
    """

    city_name: str
    period: str
    as_of: datetime
    cuts: Mapping[str, Mapping[str, Mapping[str, Mapping[str, Cut]]]]
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    listings: Mapping[str, list[dict[str, Any]]] = field(default_factory=dict)
    listed: Mapping[str, int] = field(default_factory=dict)
    corrections: tuple[Mapping[str, Any], ...] = ()

    def total(self, scope: str = CITY, *, domain: str = ALL, extract: str = "appeals") -> Counts:
        """The counts of a scope; empty where it had no matter."""
        return self.cuts.get(extract, {}).get(scope, {}).get(domain, {}).get("total", {}).get("", {})

    def cut(self, dimension: str, scope: str = CITY, *, domain: str = ALL, extract: str = "appeals") -> Cut:
        """Key → counts of one dimension."""
        return self.cuts.get(extract, {}).get(scope, {}).get(domain, {}).get(dimension, {})

    def coverage(self, county: str = "") -> tuple[int, int] | None:
        """走访率 of the month: subjects visited, subjects listed at its end; None where no process tells of visits."""
        if "visits" not in self.cuts:
            return None
        visited = self.total(county or CITY, domain=MONTH, extract="visits").get("visited", 0)
        return visited, self.listed.get(county, 0)

    def name(self, dimension: str, key: str) -> str:
        """The words of a key."""
        return self.names.get(dimension, {}).get(key) or key or "尚未确定"


@dataclass(frozen=True)
class AnnexRow:
    """One figure of the annex; `code` names it for good, `value` is how it is written."""

    code: str
    table: str
    subject: str
    measure: str
    value: str
    numerator: int
    denominator: int | None
    as_of: datetime

    def cells(self, place: int) -> tuple[object, ...]:
        """The line of the workbook."""
        at = f"{self.as_of.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
        whole = "" if self.denominator is None else self.denominator
        return (place, self.table, self.subject, self.measure, self.value, self.numerator, whole, at, self.code)


@dataclass(frozen=True)
class Told:
    """A number in a text: the annex row that it stands for, and which part: value, numerator or denominator."""

    code: str
    part: str = "value"

    @property
    def reference(self) -> str:
        return f"{self.code}#{self.part}"


def annex_of(month: MonthFigures) -> list[AnnexRow]:
    """Every figure that a report of this month may tell of."""
    return [*_of_scopes(month), *_of_domain(month), *_of_corrections(month)]


def annex_texts(rows: list[AnnexRow]) -> dict[str, str]:
    """Reference → how the number is written, of every part of every row."""
    found: dict[str, str] = {}
    for row in rows:
        found[f"{row.code}#value"] = row.value
        found[f"{row.code}#numerator"] = str(row.numerator)
        found[f"{row.code}#denominator"] = "" if row.denominator is None else str(row.denominator)
    return found


def _of_scopes(month: MonthFigures) -> Iterator[AnnexRow]:
    """The rates and numbers of the city, each county and each unit, counted up to the moment and in the month."""
    for scope, name, table in scopes_of(month):
        for domain, words in ((ALL, "累计"), (MONTH, "本月")):
            counts = month.total(scope, domain=domain)
            for code, measure in (("received", "受理"), ("closed", "办结"), ("overdue", "超期未结"), ("rated", "评价")):
                number = counts.get(code, 0)
                yield AnnexRow(
                    f"{code}/{scope}/{domain}",
                    table,
                    name,
                    f"{words}{measure}件数",
                    str(number),
                    number,
                    None,
                    month.as_of,
                )
            for rate in RATES:
                yield _rate_row(
                    f"{rate.code}/{scope}/{domain}", table, name, f"{words}{rate.name}", rate.of(counts), month
                )
        yield from _others(month, scope, name, table)


def _others(month: MonthFigures, scope: str, name: str, table: str) -> Iterator[AnnexRow]:
    counts = month.total(scope)
    stars, rated = counts.get("stars", 0), counts.get("rated", 0)
    mean = average(stars, rated)
    yield AnnexRow(f"stars/{scope}/all", table, name, "累计平均星", mean, stars, rated, month.as_of)
    county = "" if scope == CITY else scope
    if not scope.startswith("unit:") and (covered := month.coverage(county)) is not None:
        yield _rate_row(f"coverage/{scope}/month", table, name, "本月走访率", covered, month)
        visits = month.total(scope, domain=MONTH, extract="visits").get("valid", 0)
        yield AnnexRow(f"visits/{scope}/month", table, name, "本月有效走访次数", str(visits), visits, None, month.as_of)


def scopes_of(month: MonthFigures) -> list[tuple[str, str, str]]:
    """Scope, name and table of the city, its counties and the units that have matters."""
    places = [(CITY, month.city_name, "全市")]
    places += [(key, name, "分县市区") for key, name in month.names.get("county", {}).items()]
    units = sorted(key for key in month.cut("unit") if key)
    return places + [(f"unit:{key}", month.name("unit", key), "分承办单位") for key in units]


def _of_domain(month: MonthFigures) -> Iterator[AnnexRow]:
    """Shares of categories in each 统计域, and months of submission."""
    for domain, words in ((MONTH, "本月提交"), (ALL, "全部沉淀数据")):
        whole = month.total(domain=domain).get("records", 0)
        for key, counts in sorted(month.cut("category", domain=domain).items()):
            share, name = (counts.get("records", 0), whole), month.name("category", key)
            yield _rate_row(f"share/{key}/{domain}", f"热点（统计域：{words}）", name, "占比", share, month)
    for key, counts in sorted(month.cut("month").items()):
        number = counts.get("received", 0)
        yield AnnexRow(f"received/month:{key}", "趋势", key, "受理件数", str(number), number, None, month.as_of)
        yield _rate_row(f"closing/month:{key}", "趋势", key, "办件率", RATES[0].of(counts), month)


def _of_corrections(month: MonthFigures) -> Iterator[AnnexRow]:
    for one in month.corrections:
        for when in ("before", "after"):
            part, whole = one[f"numerator_{when}"], one[f"denominator_{when}"]
            code = f"correction/{one['period']}/{one['scope']}/{one['code']}/{when}"
            word = "原报" if when == "before" else "现数"
            yield _rate_row(code, "数据调整", one["name"], f"{one['measure']}（{word}）", (part, whole), month)


def _rate_row(
    code: str, table: str, subject: str, measure: str, parts: tuple[int, int], month: MonthFigures
) -> AnnexRow:
    part, whole = parts
    return AnnexRow(code, table, subject, measure, percentage(part, whole), part, whole, month.as_of)
