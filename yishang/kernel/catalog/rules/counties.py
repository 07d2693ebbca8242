"""The city's text and what a county makes of it: it follows, or words single elements otherwise with a reason.

Name, number, kind and basis are the same on all four levels (四级四同), and the province keeps conditions, audience,
statutory limit and result the same everywhere (handbook 4.2); none of them is a county's to change. A changed
reference text reaches the counties thirty days after it was published, so that each may object before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from yishang.kernel.catalog.rules.elements import Elements, Material, Necessity, Paper, elements_in, stored
from yishang.kernel.catalog.rules.judging import days_text, faults
from yishang.kernel.context import Refusal

WARNED = timedelta(days=30)
ASKED, HOLDS, REFUSED = "ASKED", "HOLDS", "REFUSED"
DEVIATION_STATES = {ASKED: "待市级审定", HOLDS: "已同意", REFUSED: "未同意"}
RAISED, UPHELD, OVERRULED = "RAISED", "UPHELD", "OVERRULED"
OBJECTION_STATES = {RAISED: "待市级答复", UPHELD: "已采纳", OVERRULED: "未采纳"}
DEVIABLE = {
    "promised": "承诺时限",
    "limit_note": "时限说明",
    "steps": "办理环节",
    "materials": "申请材料",
    "fees": "收费",
    "intermediaries": "中介服务",
    "places": "办理地点",
    "channels": "咨询和投诉电话",
    "visits": "到现场次数",
    "department": "实施主体",
}  # element → what it is called; the order in which they are offered


class CountyRight(Refusal):
    """The post does not decide this for this county."""

    status = 403


class TooLateToObject(Refusal):
    """The changed text holds in the county already."""


@dataclass(frozen=True)
class Text:
    """A published version of a reference text, as far as its days go. `retired` ends the item everywhere."""

    key: int
    number: int
    effective_from: date
    effective_to: date | None
    published_on: date
    retired: bool = False


def county_day(text: Text, *, is_first: bool) -> date:
    """From when a version holds in the counties that do not object: the first at once, a changed one after 30 days."""
    return text.effective_from if is_first else max(text.effective_from, text.published_on + WARNED)


def holding(texts: Sequence[Text], objections: Mapping[int, date | None], *, on: date) -> Text | None:
    """The version that holds in a county that day; None before the first and once the item is retired.

    `texts` in order of their numbers; `objections`: version → the day on which the objection was overruled, None while
    it is open or was upheld, and then the county keeps what it had.
    """
    if not texts or (texts[-1].retired and texts[-1].effective_to is not None and texts[-1].effective_to <= on):
        return None
    found = None
    for place, text in enumerate(texts):
        day: date | None = county_day(text, is_first=place == 0)
        if text.key in objections and day is not None:
            overruled = objections[text.key]
            day = None if overruled is None else max(day, overruled)
        if day is not None and day <= on:
            found = text
    return found


def composed(reference: Elements, deviations: Mapping[str, Any]) -> tuple[Elements, dict[str, str]]:
    """The county's text: the reference with the county's elements; and those set aside, with why.

    A deviation that the reference has overtaken, so that it would promise longer than the law now allows, is not
    applied: the law goes before it.
    """
    kept = stored(reference)
    aside: dict[str, str] = {}
    promised = deviations.get("promised")
    if promised is not None and reference.statutory is not None and promised > reference.statutory:
        aside["promised"] = (
            f"本县承诺 {days_text(promised)}，已长于法定时限 {days_text(reference.statutory)}，按市级文本。"
        )
    return elements_in(kept | {name: value for name, value in deviations.items() if name not in aside}), aside


def deviation_faults(reference: Elements, county: Elements, element: str, *, code: str, basis: str) -> dict[str, str]:
    """Why a county may not word this element so; empty when it may. `basis` is the document that it names."""
    if element not in DEVIABLE:
        return {"element": "名称、编码、类型、依据、条件、对象、法定时限和结果各级一致，县区不能改。"}
    if stored(reference)[element] == stored(county)[element]:
        return {element: "和市级文本一样，不用申请。"}
    found = {name: why for name, why in faults(county, code=code).items() if name == element}
    if element == "promised" and county.promised is None:
        found[element] = "请填写承诺时限。"
    more = list(asked_more(reference, county))
    if more and not basis.strip():
        found["basis"] = f"比市级文本多要了：{'、'.join(more)}。请写明依据的文件和条款，没有依据不能多要。"
    return found


def asked_more(reference: Elements, county: Elements) -> Iterable[str]:
    """What the county asks of people beyond the reference, in words."""
    known = {one.key: one for one in reference.materials}
    for one in county.materials:
        if _heavier(one, known.get(one.key)):
            yield f"材料“{one.name}”"
    paid = {fee.name for fee in reference.fees}
    yield from (f"收费“{fee.name}”" for fee in county.fees if fee.name not in paid)
    asked = {one.name for one in reference.intermediaries}
    yield from (f"中介服务“{one.name}”" for one in county.intermediaries if one.name not in asked)
    if county.visits > reference.visits:
        yield f"到现场 {county.visits} 次"


def _heavier(ours: Material, reference: Material | None) -> bool:
    if reference is None:
        return True
    must = ours.necessity == Necessity.REQUIRED and reference.necessity != Necessity.REQUIRED
    original = ours.paper != Paper.COPY and reference.paper == Paper.COPY
    return must or original or ours.copies > reference.copies or bool(reference.exempt_by and not ours.exempt_by)


def refuse_uncommon(*, city_code: str, item_city: str | None, item_county: str | None) -> None:
    """Raise CountyRight unless the item is a reference text of that city: its counties' own items are their own."""
    if item_county or (item_city and item_city != city_code):
        raise CountyRight("这不是本市的市级文本，县区不跟随它。", next_step="请在事项目录里另选一项。")
