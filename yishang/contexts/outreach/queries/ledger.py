"""Appeals as the offices' own ledgers (台账) have them: one flat row each, quick enough for a whole city at once.

The ORM's objects cost 150 µs a row here, most of it times that are parsed to be written down again. So rows come as
plain tuples with times as text, and what repeats (a deadline's words, a minute, a class) is worded once.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache, lru_cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import F, IntegerField, QuerySet, TextField
from django.db.models.functions import Cast

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.queries.appeals import category
from yishang.contexts.outreach.queries.rows import left_words
from yishang.kernel.cases import queries as cases
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties.rules import mask_name, mask_phone
from yishang.kernel.ratings.rules import OUTCOME_LABELS, Outcome

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case

AT_ONCE = 2000  # rows whose assisting units and call-backs are fetched together
SPREAD = 10  # how many times as wide as long a piece may lie to be fetched by its range
KEPT = 10_000  # words remembered of a kind: enough to meet them again, never more than memory likes
LEDGER_HEAD = (
    "诉求编号", "标题", "诉求内容", "企业名称", "统一社会信用代码", "县市区", "类别", "难度", "渠道", "线路", "途径",
    "第一责任单位", "协办单位", "联系人", "联系电话", "状态", "提交时间", "签收时限", "办理时限", "到期时间",
    "办结时间", "灯", "剩余时限", "办理结果", "结果说明", "企业评价", "回访结果", "退回次数", "延期次数", "重办次数",
    "催办次数", "挂账复查日期", "预警", "是否计入率",
)  # fmt: skip
LEDGER_WIDTHS = (
    26, 30, 50, 28, 22, 8, 16, 8, 12, 16, 12, 20, 20, 10, 16, 12, 18, 18, 18, 18, 18, 8, 18, 14, 40, 10, 10, 10, 10,
    10, 10, 14, 20, 12,
)  # fmt: skip
LEDGER_FREE_TEXT = (1, 2, 3, 4, 11, 12, 13, 14, 24)  # what people typed; all else is worded here
LAMPS = {"green": "正常", "yellow": "临期", "red": "超期", "blue": "挂起"}
STARS: dict[int | None, str] = {None: "", **{star: f"{star} 星" for star in range(1, 6)}}
CHANNELS, LINES, ROUTES, RESULTS = (
    {"": "", **words} for words in (rules.CHANNELS, rules.LINES, rules.ROUTES, rules.RESULTS)
)
TIMES = ("opened_at", "appeal__accept_due_at", "appeal__handle_due_at", "due_at", "warn_at", "closed_at")
COLUMNS = (
    "pk", "number", "title", "appeal__content", "applicant__name", "appeal__submitter_name", "applicant__uscc",
    "region_id", "category", "grade", "appeal__channel", "appeal__line", "appeal__route", "unit__short_name",
    "appeal__contact_name", "appeal__contact_phone", "state", *(f"t_{name}" for name in TIMES), "limit_half_days",
    "n_paused", "n_in_rate", "appeal__result_type", "appeal__result_text", "rating__star", "appeal__returned_count",
    "appeal__extended_count", "appeal__reopened_count", "appeal__urged_count", "appeal__review_on",
)  # fmt: skip


def ledger_rows(rows: "QuerySet[Case]", *, now: datetime, with_contacts: bool = False) -> Iterator[tuple[object, ...]]:
    """The rows under LEDGER_HEAD, newest first; contacts are masked unless `with_contacts`. Memory stays flat."""
    times = {f"t_{name}": Cast(name, TextField()) for name in TIMES}
    numbers = {"n_paused": Cast("is_paused", IntegerField()), "n_in_rate": Cast("in_rate", IntegerField())}
    found = rows.order_by("-id").annotate(**times, **numbers).values_list(*COLUMNS).iterator(chunk_size=AT_ONCE)
    words = _Words(now, with_contacts)
    while chunk := list(islice(found, AT_ONCE)):
        beside = _beside(rows, [row[0] for row in chunk])
        yield from words.rows(chunk, _assisting(beside), _called(beside), _warned(beside))


def _beside(rows: "QuerySet[Case]", ids: list[int]) -> "QuerySet[Case]":
    """The matters of a piece of the list: by their range where they lie close, which spares naming each of them."""
    first, last = ids[-1], ids[0]
    close = last - first < SPREAD * len(ids)
    return rows.model.objects.filter(pk__range=(first, last)) if close else cases.among(ids)


def _assisting(beside: "QuerySet[Case]") -> dict[int, str]:
    """Case id → its assisting units."""
    units: dict[int, str] = {}
    rows = beside.filter(co_units__isnull=False).order_by("pk", "co_units__id")
    for case_id, name in rows.values_list("pk", "co_units__unit__short_name"):
        units[case_id] = f"{units[case_id]}、{name}" if case_id in units else name
    return units


def _called(beside: "QuerySet[Case]") -> dict[int, str]:
    """Case id → what the last call about its present result brought."""
    rows = beside.filter(call_backs__result_at=F("closed_at")).order_by("pk", "call_backs__attempt")
    return {pk: OUTCOME_LABELS[Outcome(outcome)] for pk, outcome in rows.values_list("pk", "call_backs__outcome")}


def _warned(beside: "QuerySet[Case]") -> dict[int, str]:
    """Case id → the warnings that stand open, in words."""
    warned: dict[int, str] = {}
    rows = beside.filter(appeal__warnings__isnull=False, appeal__warnings__ended_at__isnull=True)
    for case_id, code in rows.order_by("appeal__warnings__code").values_list("pk", "appeal__warnings__code"):
        said = f"{code} {rules.WARNINGS[code]}"
        warned[case_id] = f"{warned[case_id]}、{said}" if case_id in warned else said
    return warned


class _LocalHours(dict[str, str]):
    """The hour of a stored moment (2019-12-09 02) as local text: asked half a million times, so a dictionary."""

    def __missing__(self, hour: str) -> str:
        found = self[hour] = f"{_moment(f'{hour}:00:00').astimezone(clock_rules.SHANGHAI):%Y-%m-%d %H}"
        return found


class _Words:
    """Wording for one export; what repeats is worded once."""

    def __init__(self, now: datetime, with_contacts: bool) -> None:
        self.now, self.with_contacts = now, with_contacts
        self.hours = _LocalHours()
        self.contact, self.lamp = lru_cache(KEPT)(self._contact), lru_cache(KEPT)(self._lamp)
        self.left = lru_cache(KEPT)(self._left)
        self.county, self.kind = cache(geo.short_name_of), cache(_kind)
        self.state = cache(lambda code: rules.APPEAL.state(code).label)

    def rows(
        self, chunk: list[tuple[Any, ...]], units: dict[int, str], calls: dict[int, str], warned: dict[int, str]
    ) -> Iterator[tuple[object, ...]]:
        minute, county, kind, state, contact_of = self.minute, self.county, self.kind, self.state, self.contact
        for (
            pk, number, title, content, company, submitter, uscc, region, kind_code, star, channel, line, route, unit,
            contact, phone, state_code, opened, accept_due, handle_due, due, warn, closed, limit, paused, in_rate,
            result, result_text, rating, returned, extended, reopened, urged, review_on,
        ) in chunk:  # fmt: skip
            running = due and warn
            person, number_to_ring = contact_of(contact, phone)
            yield (
                number, title, content, company or submitter, uscc, county(region), kind(kind_code),
                STARS.get(star, ""), CHANNELS[channel], LINES[line], ROUTES[route], unit, units.get(pk, ""),
                person, number_to_ring,
                state(state_code), minute(opened), minute(accept_due), minute(handle_due), minute(due), minute(closed),
                self.lamp(due, warn, paused) if running else "",
                self.left(due, limit) if running and not paused else "",
                RESULTS[result], result_text, STARS.get(rating, ""), calls.get(pk, ""),
                returned, extended, reopened, urged, str(review_on or ""), warned.get(pk, ""),
                "是" if in_rate else "否",
            )  # fmt: skip

    def minute(self, text: str | None) -> str:
        """A stored moment as local text to the minute."""
        return self.hours[text[:13]] + text[13:16] if text else ""

    def _contact(self, name: str, phone: str) -> tuple[str, str]:
        if self.with_contacts or not (name or phone):
            return name, phone
        return mask_name(name), mask_phone(phone)

    def _lamp(self, due: str, warn: str, paused: int) -> str:
        return LAMPS[clock_rules.lamp(now=self.now, warn_at=_moment(warn), due_at=_moment(due), paused=bool(paused))]

    def _left(self, due: str, limit: int | None) -> str:
        return left_words(_moment(due), limit, self.now)


def _moment(text: str) -> datetime:
    """What both databases write for a moment in UTC, with or without a fraction and an offset."""
    return datetime.fromisoformat(text[:19]).replace(tzinfo=UTC)


def _kind(code: str) -> str:
    found = category(code)
    return found.short_name if found else "尚未分类"
