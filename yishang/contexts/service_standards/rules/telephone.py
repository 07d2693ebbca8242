"""What to say on the telephone: plain sentences made from the elements, so that 12345 and the page never differ.

The source wants lists 网上可查、电话可询; handbook 4.4 counts 电话口径 among the ways in which they are published.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TypeVar

from yishang.contexts.service_standards.rules.areas import totals
from yishang.kernel.catalog.rules import Elements, days_text
from yishang.kernel.catalog.rules.elements import Channel, Fee, Material, Necessity

Thing = TypeVar("Thing")
NUMERALS = "零一两三四五六七八九十"
SPOKEN_UP_TO = 10


def spoken_answer(
    name: str, items: Sequence[Elements], channels: Iterable[Channel], *, on: date, before: str = ""
) -> list[str]:
    """Sentences in the order in which people ask: how many steps, how long, what to bring, what it costs, where, whom
    to call. `before` is what comes first and is not counted (a public notice).
    """
    whole = totals(items, on=on)
    said = [f"您问的是{name}。"]
    if before:
        said.append(f"先要{before}，这段时间不算在办理时间里。")
    said.append(_how_long(items, whole.steps, whole.half_days))
    said += [_papers(item, many=len(items) > 1) for item in items]
    said += [_fees(items, on), _where(items), _whom(channels)]
    return said


def _how_long(items: Sequence[Elements], steps: int, half_days: int) -> str:
    if len(items) == 1:
        return f"办理要{_counted(steps, '个环节')}，{_length(half_days)}。" if steps else f"{_length(half_days)}。"
    each = "，".join(f"{place}是{one.name}，{_length(one.promised or 0)}" for place, one in _numbered(items))
    return f"一共{_counted(steps, '个环节')}：{each}；合计{_length(half_days)}。"


def _papers(item: Elements, *, many: bool) -> str:
    head = f"办{item.name}" if many else "办理"
    if not item.materials:
        return f"{head}不用带材料。"
    named = "；".join(f"{place}，{_paper(one)}" for place, one in _numbered(item.materials))
    return f"{head}要{_counted(len(item.materials), '份材料')}：{named}。"


def _paper(one: Material) -> str:
    tail = "" if one.copies == 1 else f"，{_counted(one.copies, '份')}"
    if one.necessity == Necessity.LATER:
        tail += "，当天没带齐可以后补"
    elif one.necessity == Necessity.OPTIONAL:
        tail += "，有就带"
    paper = "" if "复印件" in one.name or one.paper == "原件" else f"（{one.paper}）"
    return f"{one.name}{paper}{tail}{f'，有{one.exempt_by}就不用带' if one.exempt_by else ''}"


def _fees(items: Sequence[Elements], on: date) -> str:
    charged: list[Fee] = [fee for item in items for fee in item.fees_on(on)]
    if not charged:
        return "不收费。"
    named = "；".join(f"{fee.name}，{fee.standard}，依据是{fee.basis}" for fee in charged)
    return f"收费只有{_counted(len(charged), '项')}：{named}。其余不收费。"


def _where(items: Sequence[Elements]) -> str:
    places = list(dict.fromkeys(f"{place.mode}{place.name}" for item in items for place in item.places))
    return f"可以在{'，或者'.join(places)}办理。" if places else "请到就近的政务服务大厅办理。"


def _whom(channels: Iterable[Channel]) -> str:
    named = "，或者".join(f"{one.name}，电话 {one.phone}" for one in channels)
    return f"窗口要是多要了材料，您可以打{named}。"


def _length(half_days: int) -> str:
    """半个工作日, 两个工作日, 两个半工作日, 当场办结."""
    if not half_days:
        return "当场办结"
    if half_days == 1:
        return "半个工作日"
    whole, half = divmod(half_days, 2)
    if whole > SPOKEN_UP_TO:
        return days_text(half_days)
    return f"{NUMERALS[whole]}个{'半' if half else ''}工作日"


def _counted(number: int, what: str) -> str:
    return f"{NUMERALS[number]}{what}" if number <= SPOKEN_UP_TO else f"{number} {what}"


def _numbered(things: Iterable[Thing]) -> list[tuple[str, Thing]]:
    """第一, 第二 … with each."""
    named = [f"第{one}" for one in "一二三四五六七八九十"]
    return [(named[place] if place < len(named) else f"第 {place + 1} ", one) for place, one in enumerate(things)]
