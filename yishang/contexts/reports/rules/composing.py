"""Draft a 月报 or 通报 from a frozen month, in the order of handbook 12.7; every number bears its line of the annex."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from yishang.contexts.reports.rules.checking import numbers_in
from yishang.contexts.reports.rules.figures import MonthFigures, Told, annex_of, annex_texts, scopes_of
from yishang.contexts.reports.rules.ranking import RANKED_FROM, ranked
from yishang.contexts.reports.rules.terms import said
from yishang.kernel.analysis.rules import ALL, CITY, MONTH, last_day, month_before

TOP = 5
MONTHS_SHOWN = 6
NAMED_MOST = 3  # numbers of matters named for a unit; the annex and the platform have the rest
UNITS_NAMED = 10
PLACE = re.compile(r"\{(\w+)\}")
COLUMNS = (
    ("received", "受理"),
    ("closed", "办结"),
    ("closing", "办件率"),
    ("in_time", "按时办结率"),
    ("five_stars", "五星率"),
)
ADDRESSEES = "各县市区人民政府，市级各有关部门、各公共服务企事业单位："
FEW_WORDS = "分母不足五件的不排名。"
DEMANDS = (
    "（一）超期未结的逐件过堂。点名单位要在收到本通报后五个工作日内逐件说明原因、提出办结时间，报市营商办。",
    "（二）办件率靠后的县市区和单位要由负责人牵头，查一查签收、办理、反馈哪一环慢，能当场解决的当场解决。",
    "（三）办结前先与企业联系，把结果说清楚；评价低的要查明原因、重新办理，不得催企业打好评。",
)
ADVICE = (
    "（一）对重复提出的同类诉求，由牵头部门研究是不是共性问题，需要市政府层面拍板的提请专题会议。",
    "（二）热点类别的办事指南、材料清单请牵头部门核对更新，能一次告知的一次告知。",
)


@dataclass(frozen=True)
class Block:
    """A piece of a report: its style (title, lead, h1, h2, body, table, bars, note, attachment, signature, date).

    `references` say, for the numbers of the text in order, where they stand in the annex; `=5` is a number of its own
    (a place in a ranking, a digit in a name). A table has `head` and `rows`, bars have rows of name, value and length.
    """

    key: str
    style: str
    text: str = ""
    references: tuple[str, ...] = ()
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()

    @property
    def is_editable(self) -> bool:
        """Whether the office may word it differently."""
        return self.style in ("body", "h2", "note")

    @property
    def words(self) -> Iterator[str]:
        """Every text of the block in the order in which it is read."""
        yield self.text
        for row in self.rows:
            yield from row[:2] if self.style == "bars" else row

    def kept(self) -> dict[str, Any]:
        """As it is stored."""
        return {**asdict(self), "rows": [list(row) for row in self.rows], "head": list(self.head)}

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> "Block":
        """As it was stored."""
        rows = tuple(tuple(row) for row in kept["rows"])
        return cls(kept["key"], kept["style"], kept["text"], tuple(kept["references"]), tuple(kept["head"]), rows)


@dataclass(frozen=True)
class Composed:
    """A draft: its title and pieces."""

    title: str
    blocks: tuple[Block, ...]


@dataclass
class _Writer:
    """Puts pieces together and notes where each number comes from."""

    month: MonthFigures
    texts: dict[str, str] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.texts = annex_texts(annex_of(self.month))

    def say(self, style: str, template: str, **parts: Told | str) -> None:
        """A paragraph; `{name}` is a number of the annex or a word."""
        references: list[str] = []

        def filled(found: re.Match[str]) -> str:
            text, names = self.written(parts[found[1]])
            references.extend(names)
            return text

        text = PLACE.sub(filled, template)
        self.blocks.append(Block(self._key(), style, text, tuple(references)))

    def table(self, style: str, caption: str, head: Sequence[str], rows: Iterable[Sequence[Told | str]]) -> None:
        """A table, or bars, with a caption."""
        references: list[str] = []
        cells: list[tuple[str, ...]] = []
        for row in rows:
            line = []
            for cell in row:
                text, names = self.written(cell)
                line.append(text)
                references.extend(names)
            cells.append(tuple(line))
        self.blocks.append(Block(self._key(), style, caption, tuple(references), tuple(head), tuple(cells)))

    def bars(self, caption: str, rows: Iterable[tuple[str, Told, int]]) -> None:
        """Bars: name, number, and how long in percent of the longest."""
        found = list(rows)
        longest = max((length for _, _, length in found), default=0) or 1
        self.table("bars", caption, (), [(name, told) for name, told, _ in found])
        last = self.blocks.pop()
        lengths = [str(round(100 * length / longest)) for _, _, length in found]
        rows_with = tuple((*row, length) for row, length in zip(last.rows, lengths, strict=True))
        self.blocks.append(Block(last.key, "bars", caption, last.references, (), rows_with))

    def written(self, part: Told | str) -> tuple[str, list[str]]:
        """How a part reads, and what its numbers refer to."""
        if isinstance(part, Told):
            text = self.texts[part.reference]
            return text, [part.reference] if numbers_in(text) else []
        return part, [f"={number}" for number, _ in numbers_in(part)]

    def _key(self) -> str:
        return f"b{len(self.blocks) + 1}"


def compose(kind: str, month: MonthFigures, *, office: str) -> Composed:
    """A 通报 (BULLETIN), or a 月报 (MONTHLY), which adds hot topics, trend, examples and advice; `office` signs it."""
    writer, monthly = _Writer(month), kind == "MONTHLY"
    period = said(month.period)
    title = (
        f"{month.city_name}“互联网+大走访”工作月报（{period}）"
        if monthly
        else f"关于{period}全市“互联网+大走访”工作情况的通报"
    )
    writer.say("lead", ADDRESSEES)
    writer.say("body", f"现将{period}全市“互联网+大走访”工作情况{'报告' if monthly else '通报'}如下。")
    parts = [_overall, _rankings, *((_hot_topics, _trend, _examples) if monthly else ()), _faults]
    parts += [_corrections] if month.corrections else []
    parts += [_demands, *((_advice,) if monthly else ())]
    for place, part in enumerate(parts):
        part(writer, month, "一二三四五六七八九十"[place])
    writer.say("attachment", f"附件：1.{period}指标附表")
    writer.say("signature", office)
    return Composed(title, tuple(writer.blocks))


def _overall(writer: _Writer, month: MonthFigures, place: str) -> None:
    day = last_day(month.period)
    until = f"截至{day.year}年{day.month}月{day.day}日"
    writer.say("h1", f"{place}、总体情况")
    if month.coverage() is None:
        writer.say("body", "（一）走访。走访数据尚未接入，本期不通报走访率。")
    else:
        writer.say(
            "body", "（一）走访。本月有效走访{visits}次，在库应走访主体{listed}个，走访到{visited}个，走访率{rate}。",
            visits=_told("visits", domain=MONTH), listed=_told("coverage", part="denominator", domain=MONTH),
            visited=_told("coverage", part="numerator", domain=MONTH), rate=_told("coverage", domain=MONTH),
        )  # fmt: skip
    writer.say(
        "body", f"（二）办理。{until}，累计受理诉求{{received}}件，办结{{closed}}件，办件率{{rate}}，"
        "按时办结率{in_time}，超期未结{overdue}件。其中本月受理{new}件，已办结{done}件，办件率{new_rate}。",
        received=_told("received"), closed=_told("closed"), rate=_told("closing"), in_time=_told("in_time"),
        overdue=_told("overdue"), new=_told("received", domain=MONTH), done=_told("closed", domain=MONTH),
        new_rate=_told("closing", domain=MONTH),
    )  # fmt: skip
    writer.say(
        "body", "（三）满意度。企业评价{rated}件，五星{five}件，五星率{rate}，平均{stars}星；有效电话回访{called}件，"
        "满意和基本满意{content}件，电话满意度{satisfaction}。",
        rated=_told("rated"), five=_told("five_stars", part="numerator"), rate=_told("five_stars"),
        stars=_told("stars"), called=_told("satisfaction", part="denominator"),
        content=_told("satisfaction", part="numerator"), satisfaction=_told("satisfaction"),
    )  # fmt: skip


def _told(code: str, scope: str = CITY, *, part: str = "value", domain: str = ALL) -> Told:
    return Told(f"{code}/{scope}/{domain}", part)


def _rankings(writer: _Writer, month: MonthFigures, place: str) -> None:
    writer.say("h1", f"{place}、分县区、分部门排名")
    for number, table, head in (("一", "分县市区", "县市区"), ("二", "分承办单位", "承办单位")):
        places = [(scope, name) for scope, name, of in scopes_of(month) if of == table]
        _ranking(writer, month, f"（{number}）{table}", head, places)
    writer.say("note", f"注：按办件率排名，累计口径；{FEW_WORDS}")


def _ranking(writer: _Writer, month: MonthFigures, caption: str, head: str, places: list[tuple[str, str]]) -> None:
    names = dict(places)
    with_coverage = head == "县市区" and month.coverage() is not None
    every = ranked((scope, *_parts(month, scope)) for scope in names)
    lines = every if head == "县市区" else [line for line in every if line.place]  # units are many; the annex has all
    rows: list[list[Told | str]] = []
    for line in lines:
        row: list[Told | str] = [str(line.place) if line.place else "—", names[line.key]]
        row += [_told(code, line.key) for code, _ in COLUMNS]
        rows.append(row + ([_told("coverage", line.key, domain=MONTH)] if with_coverage else []))
    if not rows:
        writer.say("body", f"{caption}：没有可以排名的。")
        return
    words = ("名次", head, *(word for _, word in COLUMNS), *(("走访率",) if with_coverage else ()))
    writer.table("table", caption, words, rows)
    if len(every) > len(lines):
        few = str(len(every) - len(lines))
        writer.say("note", "注：另有{few}个单位的分母不足五件，不排名，见附表。", few=few)


def _parts(month: MonthFigures, scope: str) -> tuple[int, int]:
    counts = month.total(scope)
    return counts.get("closed", 0), counts.get("received", 0)


def _hot_topics(writer: _Writer, month: MonthFigures, place: str) -> None:
    writer.say("h1", f"{place}、热点")
    for number, domain, words in (("一", MONTH, "本月提交的全部诉求"), ("二", ALL, "全部沉淀数据")):
        cut = month.cut("category", domain=domain)
        whole = month.total(domain=domain).get("records", 0)
        if whole < RANKED_FROM:
            writer.say("body", f"（{number}）统计域为{words}，不足五件，不作占比排名。")
            continue
        top = sorted(cut.items(), key=lambda one: (-one[1].get("records", 0), one[0]))[:TOP]
        parts = {f"share{at}": Told(f"share/{key}/{domain}") for at, (key, _) in enumerate(top)}
        parts |= {f"many{at}": Told(f"share/{key}/{domain}", "numerator") for at, (key, _) in enumerate(top)}
        named = {f"name{at}": month.name("category", key) for at, (key, _) in enumerate(top)}
        list_of = "、".join(f"{{name{at}}}（{{many{at}}}件，{{share{at}}}）" for at in range(len(top)))
        total = Told(f"share/{top[0][0]}/{domain}", "denominator")
        writer.say(
            "body", f"（{number}）统计域为{words}，共{{total}}件，居前的是{list_of}。", total=total, **named, **parts
        )
        if domain == MONTH:
            bars = [
                (month.name("category", key), Told(f"share/{key}/{domain}", "numerator"), counts["records"])
                for key, counts in top
            ]
            writer.bars("本月居前的类别（件）", bars)


def _trend(writer: _Writer, month: MonthFigures, place: str) -> None:
    writer.say("h1", f"{place}、趋势")
    shown, period = [month.period], month.period
    for _ in range(MONTHS_SHOWN - 1):
        period = month_before(period)
        shown.insert(0, period)
    found = {key: counts for key, counts in month.cut("month").items() if key in shown}
    if month.period not in found:
        writer.say("body", "本月没有新提交的诉求。")
        return
    before = month_before(month.period)
    compared = "，上月{before}件" if before in found else ""
    told = {"now": Told(f"received/month:{month.period}"), "rate": Told(f"closing/month:{month.period}")}
    told |= {"before": Told(f"received/month:{before}")} if before in found else {}
    writer.say("body", f"本月提交并受理{{now}}件{compared}；本月提交的已办结{{rate}}。", **told)
    bars = [(said(key), Told(f"received/month:{key}"), found[key].get("received", 0)) for key in shown if key in found]
    writer.bars("各月受理（件）", bars)


def _examples(writer: _Writer, month: MonthFigures, place: str) -> None:
    writer.say("h1", f"{place}、典型")
    praised = month.listings.get("praised", [])
    if not praised:
        writer.say("body", "本月提交的诉求中，没有企业同意公开的五星办件。")
    for row in praised:
        unit = month.name("unit", str(row["unit"]))
        writer.say(
            "body",
            "{title}（{number}），{unit}办理，企业评价五星，同意公开。",
            title=str(row["title"]),
            number=str(row["number"]),
            unit=unit,
        )


def _faults(writer: _Writer, month: MonthFigures, place: str) -> None:
    writer.say("h1", f"{place}、存在问题")
    late = month.listings.get("late", [])
    if late:
        writer.say("body", "（一）超期未结。全市{many}件，按承办单位点名如下：", many=_told("overdue"))
        for unit, rows in _by_unit(late)[:UNITS_NAMED]:
            numbers = "、".join(str(row["number"]) for row in rows[:NAMED_MOST])
            more = "等" if len(rows) > NAMED_MOST else ""
            name = month.name("unit", unit) if unit else "尚未派单的（由属地营商办负责）"
            known = _told("overdue", f"unit:{unit}")
            many: Told | str = known if known.reference in writer.texts else str(len(rows))
            writer.say("body", f"{{unit}}（{{many}}件）：{{numbers}}{more}。", unit=name, many=many, numbers=numbers)
    else:
        writer.say("body", "（一）超期未结。没有超期未结的诉求。")
    _slow(writer, month)


def _by_unit(rows: Iterable[Mapping[str, Any]]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(str(row["unit"]), []).append(row)
    return sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))


def _slow(writer: _Writer, month: MonthFigures) -> None:
    """Counties whose rate is below the city's, the lowest first; tiny ones are not named."""
    part, whole = _parts(month, CITY)
    counties = [(scope, name) for scope, name, of in scopes_of(month) if of == "分县市区"]
    lines = ranked((scope, *_parts(month, scope)) for scope, _ in counties)
    below = [one for one in lines if one.place and one.numerator * whole < part * one.denominator][-NAMED_MOST:]
    if not below:
        writer.say("body", "（二）办件率。参加排名的县市区没有低于全市的。")
        return
    names = dict(counties)
    parts: dict[str, Told | str] = {"city": _told("closing")}
    for at, one in enumerate(reversed(below)):
        parts |= {f"name{at}": names[one.key], f"rate{at}": _told("closing", one.key)}
    named = "、".join(f"{{name{at}}}（{{rate{at}}}）" for at in range(len(below)))
    writer.say("body", f"（二）办件率低于全市（{{city}}）且靠后的是{named}。", **parts)


def _corrections(writer: _Writer, month: MonthFigures, place: str) -> None:
    writer.say("h1", f"{place}、数据调整说明")
    writer.say("body", "上期固化后有补录、更正或重新办理，以现数为准，上期文件不改；各承办单位的见附表。")
    for one in month.corrections:
        if str(one["scope"]).startswith("unit:"):
            continue  # the annex has them
        code = f"correction/{one['period']}/{one['scope']}/{one['code']}"
        told = {
            f"{part}_{when}": Told(f"{code}/{when}", part)
            for when in ("before", "after") for part in ("value", "numerator", "denominator")
        }  # fmt: skip
        writer.say(
            "body", f"{said(str(one['period']))}{{name}}{{measure}}原报{{value_before}}"
            "（{numerator_before}/{denominator_before}），现为{value_after}（{numerator_after}/{denominator_after}）。",
            name=str(one["name"]), measure=str(one["measure"]), **told,
        )  # fmt: skip


def _demands(writer: _Writer, _: MonthFigures, place: str) -> None:
    writer.say("h1", f"{place}、下步要求")
    for words in DEMANDS:
        writer.say("body", words)


def _advice(writer: _Writer, _: MonthFigures, place: str) -> None:
    writer.say("h1", f"{place}、建议")
    for words in ADVICE:
        writer.say("body", words)
