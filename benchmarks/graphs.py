"""The graph over items: `python -m benchmarks.graphs`. 20,000 items, 5,000 links, processor time of one core."""

import random
import sys
from dataclasses import replace
from time import process_time

from yishang.contexts.life_events import rules
from yishang.kernel.catalog.rules import Elements, Index, Material, Source

ITEMS, LINKS, EVENTS = 20_000, 5_000, 2_000
GOAL, SEARCH_GOAL = 5.0, 20.0  # seconds; milliseconds


def main() -> int:
    """Print one row of a Markdown table for each figure."""
    chance = random.Random(20_191_209)
    items = {f"{number:05}": _item(number, chance) for number in range(ITEMS)}
    codes = list(items)
    links: dict[str, list[str]] = {}
    for _ in range(LINKS):
        before, after = sorted(chance.sample(range(ITEMS), 2))
        links.setdefault(codes[after], []).append(codes[before])
    began = process_time()
    told = rules.survey(items, links, on_a_tree=codes[:-100])
    whole = process_time() - began
    began = process_time()
    for number in range(EVENTS):
        chosen = codes[number * 10 : number * 10 + 10]
        rules.analyse([rules.EventItem("E", code, place, "必办") for place, code in enumerate(chosen)], items)
    each = (process_time() - began) * 1000 / EVENTS
    sys.stdout.write("| 关联分析与搜索（处理器时间，一核） | 目标 | 量得 |\n| --- | --- | --- |\n")
    size = f"{ITEMS:,} 个事项、{LINKS:,} 条时序、{told.outputs_used:,} 处结果即材料"
    sys.stdout.write(f"| {size} | ≤ {GOAL:.0f} 秒 | {whole:.2f} 秒 |\n")
    sys.stdout.write(f"| 一个事件（10 个事项） | | {each:.2f} 毫秒 |\n")
    slowest = _searches(items)
    sys.stdout.write(f"| {ITEMS:,} 个事项中搜索，最慢的一个词 | ≤ {SEARCH_GOAL:.0f} 毫秒 | {slowest:.1f} 毫秒 |\n")
    return int(whole > GOAL or slowest > SEARCH_GOAL)


def _item(number: int, chance: random.Random) -> Elements:
    wanted = tuple(
        Material(name, Source.ISSUED)
        for name in {f"证照{chance.randrange(ITEMS):05}" for _ in range(chance.randrange(6))}
    )
    name = "".join(chance.sample(WORDS, 4)) + f"{number:05}"
    return replace(BLANK, name=name, promised=chance.randrange(40), output=f"证照{number:05}", materials=wanted)


WORDS = ["企业", "设立", "变更", "注销", "许可", "备案", "食品", "药品", "运输", "消防", "社保", "公章", "户口"]
BLANK = Elements(name="", kind="20", department="市场监督管理局")


def _searches(items: dict[str, Elements]) -> float:
    """The slowest of several searches in milliseconds: common, rare, absent, letters, two words."""
    index = Index((code, one.name, (one.department, one.output)) for code, one in items.items())
    slowest = 0.0
    for text in ("食品", "01999", "没有这个", "spyp", "qqqq", "s", "食品 运输 19998", "市场"):
        began = process_time()
        index.found(text)
        slowest = max(slowest, (process_time() - began) * 1000)
    return slowest


if __name__ == "__main__":
    sys.exit(main())
