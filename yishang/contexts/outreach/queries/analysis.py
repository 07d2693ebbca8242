"""Appeals laid open to analysis: flat columns, by what they are told apart, what is counted (handbook 1.9).

Moments are whole seconds, so that every engine compares them alike. Neither text nor contact leaves the database: a
title only where the company agreed to be told of in public.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import F, IntegerField, TextField
from django.db.models.functions import Cast
from django.urls import reverse

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries.appeals import categories
from yishang.kernel.analysis.rules import PLACES, TEXT, WHOLE, Dimension, Extract, Listing, month_of
from yishang.kernel.cases import queries as cases
from yishang.kernel.ratings.rules import CONTENT_OUTCOMES, VALID_OUTCOMES

AT_ONCE = 5000
LATE_SHOWN = ("number", "county", "unit", "category", "due_at")
PRAISED_SHOWN = ("number", "title", "county", "unit", "category")
LEVELS = {"CITY": "市级单位", "COUNTY": "县区单位", "UTILITY": "公共服务企事业单位", "": "尚未派单"}
REPEATS = {"1": "只提一次", "2": "提了两次", "3": "提了三次及以上", "": "没有登记企业"}
RATINGS = {**{str(star): f"{star} 星" for star in range(5, 0, -1)}, "": "没有评价"}
STARS = {**{str(star): f"★{star}" for star in range(1, 6)}, "": "尚未分类"}
FILTERS = ("county", "unit", "month", "category", "star", "channel", "line", "rate", "feedback")
"""The words of the desk's list that a figure's rows can be asked for with."""
COLUMNS = {
    **PLACES, "number": TEXT, "title": TEXT, "level": TEXT, "category": TEXT, "star": TEXT, "channel": TEXT,
    "line": TEXT, "route": TEXT, "result": TEXT, "rating": TEXT, "applicant": WHOLE, "counted": WHOLE,
    "is_closed": WHOLE, "is_shelved": WHOLE, "closed_at": WHOLE, "due_at": WHOLE, "rated_at": WHOLE, "stars": WHOLE,
    "called_at": WHOLE, "satisfied": WHOLE,
}  # fmt: skip


def _counts(table: Any, at: Any) -> dict[str, Any]:
    """Handbook 1.9, each as it stood at that moment; what was done again since then counts as not closed."""
    counted = table.counted == 1
    closed = counted & _closed(table, at)
    rated = counted & table.rated_at.notnull() & (table.rated_at < at)
    called = counted & table.called_at.notnull() & (table.called_at < at)
    return {
        "records": table.count(),
        "received": counted.sum(),
        "closed": closed.sum(),
        "in_time": (closed & table.due_at.notnull() & (table.closed_at <= table.due_at)).sum(),
        "overdue": (counted & _late(table, at)).sum(),
        "rated": rated.sum(),
        "five": (rated & (table.stars == 5)).sum(),
        "stars": rated.ifelse(table.stars, 0).sum(),
        "called": called.sum(),
        "satisfied": (called & (table.satisfied == 1)).sum(),
    }


def _closed(table: Any, at: Any) -> Any:
    return (table.is_closed == 1) & table.closed_at.notnull() & (table.closed_at < at)


def _late(table: Any, at: Any) -> Any:
    """Past the handling limit and not closed by then; the limit of what is shelved waits with it."""
    return ~_closed(table, at) & (table.is_shelved == 0) & table.due_at.notnull() & (table.due_at < at)


def _named_late(table: Any, at: Any) -> Any:
    return (table.counted == 1) & _late(table, at)


def _praised(table: Any, at: Any) -> Any:
    """Five stars, and the company agreed to be told of."""
    return _closed(table, at) & (table.title != "") & (table.stars == 5) & (table.rated_at < at)


def _rows() -> Iterator[tuple[Any, ...]]:
    """Every appeal. Times come as text and are turned by the hour: parsing them cost more than all else."""
    names = ("opened_at", "closed_at", "appeal__handle_due_at", "rating__at")
    times = {f"t_{place}": Cast(name, TextField()) for place, name in enumerate(names)}
    numbers = {
        "n_in_rate": Cast("in_rate", IntegerField()),
        "n_told": Cast("appeal__is_public_consent", IntegerField()),
    }
    columns = (
        "pk", "city_id", "region_id", "unit__code", "unit__level", "unit__org_type", "number", "title", "category",
        "grade", "appeal__channel", "appeal__line", "appeal__route", "appeal__result_type", "rating__star",
        "applicant_id", "state", *times, *numbers,
    )  # fmt: skip
    called, hours = _called(), _Hours()
    rows = cases.subjects_of(rules.KIND).order_by("pk").annotate(**times, **numbers).values_list(*columns)
    for (
        pk, city, county, unit, level, org_type, number, title, category, grade, channel, line, route, result, stars,
        applicant, state, opened, closed, due, rated, in_rate, told,
    ) in rows.iterator(chunk_size=AT_ONCE):  # fmt: skip
        moment, month = hours.at(opened)
        called_at, satisfied = called.get(pk, (None, None))
        yield (
            city, county, unit or "", month, moment, number, title if told else "",
            "UTILITY" if org_type == "PUBLIC_UTILITY" else level or "", category, str(grade or ""), channel, line,
            route, result, str(stars or ""), applicant, int(in_rate and state not in rules.UNCOUNTED_STATES),
            int(state in rules.CLOSED_STATES), int(state == "PENDING"), hours.second(closed), hours.second(due),
            hours.second(rated), stars, called_at, satisfied,
        )  # fmt: skip


def _called() -> dict[int, tuple[int, int]]:
    """Case id → when the present result was valued by telephone, and whether to the company's content."""
    spoken = cases.subjects_of(rules.KIND).filter(
        call_backs__result_at=F("closed_at"), call_backs__outcome__in=VALID_OUTCOMES
    )
    found = spoken.order_by("call_backs__attempt").values_list("pk", "call_backs__at", "call_backs__outcome")
    rows = found.iterator(chunk_size=AT_ONCE)
    return {pk: (int(at.timestamp()), int(outcome in CONTENT_OUTCOMES)) for pk, at, outcome in rows}


class _Hours(dict[str, tuple[int, str]]):
    """The hour of a stored moment (2019-12-09 02) as seconds and local month."""

    def __missing__(self, hour: str) -> tuple[int, str]:
        moment = datetime.fromisoformat(f"{hour}:00:00").replace(tzinfo=UTC)
        found = self[hour] = (int(moment.timestamp()), month_of(moment))
        return found

    def at(self, text: str) -> tuple[int, str]:
        """Seconds and local month of what both databases write for a moment in UTC."""
        begins, month = self[text[:13]]
        return begins + int(text[14:16]) * 60 + int(text[17:19]), month

    def second(self, text: str | None) -> int | None:
        return self.at(text)[0] if text else None


def _category_labels() -> Mapping[str, str]:
    return {**{one.code: one.name for one in categories()}, "": "尚未分类"}


def _rows_url(filters: Mapping[str, str]) -> str:
    """The desk's list of these appeals; "" where it has no such filter."""
    if not set(filters) <= set(FILTERS):
        return ""
    asked = {name: value or "none" for name, value in filters.items()}
    return f"{reverse('outreach:desk')}?{urlencode({'queue': 'all', **asked})}"


EXTRACT = Extract(
    name="appeals",
    title="诉求",
    columns=COLUMNS,
    rows=_rows,
    counts=_counts,
    rows_url=_rows_url,
    dimensions=(
        Dimension("category", "类型", "category", labels=_category_labels, means="诉求类别（14 类）"),
        Dimension("level", "层级", "level", labels=lambda: LEVELS, means="第一责任单位是哪一级的"),
        Dimension(
            "frequency", "频次", repeats=("applicant", "category"), labels=lambda: REPEATS,
            means="同一企业在统计域内就同一类别提了几次",
        ),
        Dimension("result", "结果", "result", labels=lambda: {**rules.RESULTS, "": "尚无结果"}, means="办理结果"),
        Dimension("rating", "评价", "rating", labels=lambda: RATINGS, means="企业打的星；没有评价的不算好评"),
        Dimension("county", "属地", "county", means="企业所在县市区"),
        Dimension("unit", "承办单位", "unit", means="第一责任单位"),
        Dimension("month", "月份", "month", means="提交的月份"),
        Dimension("star", "难度", "star", labels=lambda: STARS, means="营商办评定的难度星，不是评价"),
        Dimension("channel", "渠道", "channel", labels=lambda: rules.CHANNELS, means="谁提交的"),
        Dimension("line", "线路", "line", labels=lambda: {**rules.LINES, "": "尚未定线"}, means="A 线或 B 线"),
    ),
    listings={
        "late": Listing(_named_late, order="due_at", shown=LATE_SHOWN),
        "praised": Listing(_praised, order="number", shown=PRAISED_SHOWN, most=5, in_month=True),
    },
)  # fmt: skip
