"""What a desk list is asked for: read from the address, shown as chips and selects, written back to addresses."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.timezone import localtime

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.queries import Wanted
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import LOOKS, OFFICES, Actor, Role
from yishang.kernel.geo import queries as geo

BY_DUE = frozenset({"triage", "dispatch", "accept", "handling", "requests", "meeting", "assist", "due", "overdue"})
FIRST_QUEUE = {Role.CBO: "triage", Role.MBO: "triage", Role.VML: "meeting", Role.DEP: "accept", Role.MON: "overdue"}
NAMES = tuple(field.name for field in fields(Wanted))
LAMPS = [("green", "正常"), ("yellow", "临期"), ("red", "超期"), ("blue", "挂起")]
FIGURE_LABELS = {
    ("rate", "counted"): "办件率 · 分母",
    ("rate", "closed"): "办件率 · 分子",
    ("rate", "open"): "办件率 · 未办结",
    ("rate", "late"): "超期未办结",
    ("rate", "shelved"): "挂账",
    ("rate", "uncounted"): "不计入率",
    ("rate", "due"): "按时办结率 · 分母",
    ("rate", "in_time"): "按时办结率 · 分子",
    ("rate", "rated"): "五星率 · 分母",
    ("rate", "five_stars"): "五星率 · 分子",
    ("feedback", "called"): "电话满意度 · 分母",
    ("feedback", "satisfied"): "电话满意度 · 分子",
}
WARNED = list(rules.WARNINGS.items())
CHANNEL_GROUPS = [("own", "企业自主"), ("assisted", "联络员帮办")]
MONTHS_BACK = 12
UNITS_KEPT = 60  # seconds; a new unit can be sent matters at once, and filtered by a minute later
WITHOUT_CONTROL = ("q", "rate", "feedback", "topic")  # travel along with the form; their chips take them off

Options = list[tuple[str, str]]


@dataclass(frozen=True)
class Chip:
    """A way to another list: chosen now, or taken off by pressing it."""

    label: str
    url: str
    chosen: bool = False


@dataclass(frozen=True)
class Select:
    """One filter with its options; the empty one means any."""

    name: str
    label: str
    groups: list[tuple[str, Options]]
    chosen: str

    @property
    def chosen_label(self) -> str:
        labels = {code: label for _, options in self.groups for code, label in options}
        return labels.get(self.chosen, self.chosen)


def wanted_of(request: HttpRequest, actor: Actor) -> Wanted:
    """What the address asks for; without a word, the queue with which the post begins its day."""
    asked = {name: request.GET.get(name, "").strip() for name in NAMES}
    if not asked["queue"]:
        asked["queue"] = "all" if any(asked.values()) else FIRST_QUEUE[Role(actor.role)]
    return Wanted(**asked)


def wanted_in(query: str) -> Wanted:
    """What a kept address asked for. Raises InvalidInput when it holds words that the list no longer knows."""
    words = QueryDict(query).dict()
    unknown = set(words) - set(NAMES)
    if unknown:
        raise InvalidInput(dict.fromkeys(unknown, "没有这个条件。"))
    return Wanted(**{"queue": "all", **{name: str(word) for name, word in words.items()}})


def rows_of(request: HttpRequest) -> int:
    """How many rows a page of the list has: what the address says, else what the person has chosen for good."""
    asked = request.GET.get("rows", "")
    kept = getattr(request.user, "look", {}).get("rows", "")
    sizes = LOOKS["rows"]
    return int(next((size for size in (asked, kept) if size in sizes), sizes[0]))


def url_of(wanted: Wanted, *, page: str = "outreach:desk", **changes: str) -> str:
    """The address of a list, with some words changed and empty ones left out."""
    return f"{reverse(page)}?{query_of(wanted, **changes)}"


def query_of(wanted: Wanted, **changes: str) -> str:
    words = {**{name: getattr(wanted, name) for name in NAMES}, **changes}
    query = QueryDict(mutable=True)
    query.update({name: word for name, word in words.items() if word})
    return query.urlencode()


def channel_chips(wanted: Wanted) -> list[Chip]:
    """全部 / 企业自主 / 联络员帮办."""
    everything = Chip("全部", url_of(wanted, channel=""), chosen=not wanted.channel)
    return [everything] + [
        Chip(label, url_of(wanted, channel=code), chosen=wanted.channel == code) for code, label in CHANNEL_GROUPS
    ]


def selects_of(actor: Actor, wanted: Wanted) -> list[Select]:
    """The filters that stand in the open. They ask the database for the units, once a minute."""
    found = [_select("category", "类别", [(one.code, one.name) for one in queries.categories()], wanted)]
    if actor.role != Role.DEP:
        found.append(Select("unit", "单位", _unit_groups(actor), wanted.unit))
    if actor.role in (Role.MBO, Role.VML, Role.MON):
        found.append(_select("county", "县市区", counties(actor), wanted))
    found.append(_select("star", "难度", [(str(star), "★" * star) for star in range(1, 6)], wanted))
    return found


def rare_selects_of(wanted: Wanted, *, now: datetime) -> list[Select]:
    """The other filters, folded away."""
    found = [
        _select("channel", "渠道", [*CHANNEL_GROUPS, *rules.CHANNELS.items()], wanted),
        _select("line", "线路", list(rules.LINES.items()), wanted),
        _select("month", "提交月份", months_before(now), wanted),
        _select("warning", "预警", [("any", "有预警"), *((code, f"{code} {name}") for code, name in WARNED)], wanted),
    ]
    if wanted.queue not in ("due", "overdue"):
        found.append(_select("lamp", "灯", LAMPS, wanted))
    if wanted.queue == "all":
        found.append(_select("state", "状态", [(one.code, one.label) for one in rules.APPEAL.states], wanted))
    return found


def removable_chips(wanted: Wanted, rare: Iterable[Select]) -> list[Chip]:
    """What narrows the list without showing in the open: the rows behind a figure, searched words, folded filters."""
    chips = [
        Chip(FIGURE_LABELS.get((name, word), word), url_of(wanted, **{name: ""}))
        for name in ("rate", "feedback")
        if (word := getattr(wanted, name))
    ]
    if wanted.topic:
        chips.append(Chip("一个热点", url_of(wanted, topic="")))
    if wanted.q:
        chips.append(Chip(f"搜“{wanted.q}”", url_of(wanted, q="")))
    shown = {code for code, _ in CHANNEL_GROUPS}
    return chips + [
        Chip(f"{one.label}：{one.chosen_label}", url_of(wanted, **{one.name: ""}))
        for one in rare
        if one.chosen and one.chosen not in shown
    ]


def in_words(actor: Actor, wanted: Wanted, *, now: datetime) -> str:
    """What a filter asks for, as one reads it: 「全部诉求 · 类别：水电气暖 · 搜“专线”」."""
    chosen = [one for one in (*selects_of(actor, wanted), *rare_selects_of(wanted, now=now)) if one.chosen]
    figures = [
        FIGURE_LABELS.get((name, word), word) for name in ("rate", "feedback") if (word := getattr(wanted, name))
    ]
    figures += ["一个热点"] if wanted.topic else []
    words = [f"{one.label}：{one.chosen_label}" for one in chosen] + figures + ([f"搜“{wanted.q}”"] if wanted.q else [])
    return " · ".join([queries.QUEUE_LABELS[wanted.queue], *words])


def counties(actor: Actor) -> Options:
    return [(one.code, one.short_name) for one in geo.counties_of(actor.city_code)]


def months_before(now: datetime) -> Options:
    """This month and the eleven before it, newest first."""
    last = localtime(now).year * 12 + localtime(now).month - 1
    return [
        (f"{month // 12}-{month % 12 + 1:02}", f"{month // 12}年{month % 12 + 1}月")
        for month in range(last, last - MONTHS_BACK, -1)
    ]


def _select(name: str, label: str, options: Options, wanted: Wanted) -> Select:
    return Select(name, label, [("", options)], getattr(wanted, name))


def _unit_groups(actor: Actor) -> list[tuple[str, Options]]:
    """An office of a county sees where it can send matters; the city sees every unit, county by county."""
    in_county = actor.role in OFFICES and actor.region_level == "COUNTY"
    key = f"outreach.units.{actor.region_code if in_county else actor.city_code}"
    groups: list[tuple[str, Options]] | None = cache.get(key)
    if groups is None:
        units = directory.units_for_dispatch(actor.region_code) if in_county else directory.units(actor.city_code)
        groups = _by_region(units)
        cache.set(key, groups, UNITS_KEPT)
    return groups


def _by_region(units: Iterable[Any]) -> list[tuple[str, Options]]:
    groups: dict[str, Options] = {"": [(queries.NOT_SETTLED, "尚未派单")]}
    for unit in units:
        groups.setdefault(geo.short_name_of(unit.region_id), []).append((unit.code, unit.short_name))
    return list(groups.items())
