"""The table of a run, as it stands in README.md: what was aimed at, what was reached."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from benchmarks.asked import FULL_AT_EVERY_SIZE, LISTS, PAGES, STEPS
from benchmarks.measured import Export, Measured

README = Path(__file__).with_name("README.md")
BEGIN, END = "<!-- last run: begin -->", "<!-- last run: end -->"
STEP_LABELS = {
    "submit": "提交", "triage_appeal": "分类", "dispatch_appeal": "派单", "accept_appeal": "签收",
    "note_progress": "记录进展", "detail": "详情",
}  # fmt: skip
AIMS = {"submit": "≤ 7", "detail": "≤ 6", **dict.fromkeys(STEPS, "≤ 8")}
SHARE_AIMED_AT = {"SQLite": "≥ 10 %", "PostgreSQL": "≥ 12 %"}


def write(text: str) -> None:
    """Put the table in the place of the last run's."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    README.write_text(f"{before}{BEGIN}\n{text}{END}{rest.partition(END)[2]}", encoding="utf-8")


def text(found: Sequence[Measured], *, machine: str, deadlines: tuple[float, float]) -> str:
    """Markdown. A column for each database."""
    parts = [
        f"\n{datetime.now(UTC):%Y-%m-%d}，{machine}；{'，'.join(one.database for one in found)}\n",
        _creation(found),
        _costs(found),
        _lists(found),
        _searches(found),
        _overviews(found),
        _exports(found),
        f"期限推算，单核每秒 {deadlines[0]:,.0f} 个，连预警和推定 {deadlines[1]:,.0f} 个；目标 200,000。\n",
        _plans(found),
    ]
    return "\n".join(part for part in parts if part)


def _creation(found: Sequence[Measured]) -> str:
    shares = [[ours.rate / bare.rate for ours, bare in zip(one.submit, one.bare, strict=True)] for one in found]
    rows = [
        ("目标", [SHARE_AIMED_AT[one.database.split()[0]] for one in found]),
        ("**提交 ÷ 只插一行，中位数**", [f"**{median(share):.1%}**" for share in shares]),
        ("五轮", [" ".join(f"{one:.1%}" for one in sorted(share)) for share in shares]),
        ("提交：最慢的 1 % ÷ 中位数（目标 < 10）", [f"{_tail(one):.1f}" for one in found]),
        ("出错", [str(sum(load.errors for load in one.submit + one.bare)) for one in found]),
        ("处理器时间，毫秒：提交", [f"{one.cost['submit at 16']:.1f}" for one in found]),
        ("处理器时间，毫秒：裸插入", [f"{one.cost['bare at 16']:.1f}" for one in found]),
        ("处理器时间：裸插入 ÷ 提交", [f"{one.cost['bare at 16'] / one.cost['submit at 16']:.1%}" for one in found]),
    ]
    return _table(("提交与裸插入，16 个连接", [one.database for one in found]), rows)


def _tail(one: "Measured") -> float:
    return median(load.p99 / load.median for load in one.submit)


def _costs(found: Sequence[Measured]) -> str:
    rows = [
        (f"{label}（{AIMS[step]} 毫秒{'，≤ 12 句' if step == 'submit' else ''}）",
         [f"{one.cost[step]:.1f} 毫秒，{one.statements[step]} 句" for one in found])
        for step, label in STEP_LABELS.items()
    ]  # fmt: skip
    return _table(("逐个请求：处理器时间、SQL 语句", [one.database for one in found]), rows)


def _lists(found: Sequence[Measured]) -> str:
    sizes = sorted(found[0].lists)
    heads = [f"{one.database} {size:,} 件" for one in found for size in sizes]
    heads += [f"{one.database.split()[0]} 最大÷最小" for one in found]
    names = [*LISTS, f"{FULL_AT_EVERY_SIZE}，深页"]
    compared = {FULL_AT_EVERY_SIZE, f"{FULL_AT_EVERY_SIZE}，深页"}

    def cells(name: str) -> list[str]:
        shown = [f"{one.lists[size][name]:.1f}（{one.rows[size][name]} 行）" for one in found for size in sizes]
        return shown + [_growth(one, name, sizes) if name in compared else "" for one in found]

    statements = found[0].statements
    rows = [(f"{name}，{statements.get(name, statements[FULL_AT_EVERY_SIZE])} 句", cells(name)) for name in names]
    return _table(("列表一页 50 行：处理器时间，毫秒（≤ 15，≤ 6 句，最大÷最小 ≤ 2）", heads), rows)


def _searches(found: Sequence[Measured]) -> str:
    """Of each size the slowest search and the median, and whether all found exactly what stands there."""
    rows = []
    for size in sorted({size for one in found for size in one.searches}):
        pages = [[*one.searches[size]["pages"].items()] for one in found]
        for name, value in (("耗时", "time"), ("处理器时间", "cost")):
            cells = [
                f"{median(page[value] for _, page in of):.0f}，最慢 {page[value]:.0f}（{q}）"
                for of in pages
                for q, page in [max(of, key=lambda one: one[1][value])]
            ]
            rows.append((f"{size:,} 件，{len(pages[0])} 次搜索，{name}，中位数", cells))
        differing = [one.searches[size]["differing"] for one in found]
        rows.append((f"{size:,} 件，与逐件查看不符的", ["；".join(some) or "无" for some in differing]))
    return _table(("全文检索第一页，毫秒（≤ 150）", [one.database for one in found]), rows) if rows else ""


def _growth(one: "Measured", name: str, sizes: Sequence[int]) -> str:
    return f"{one.lists[sizes[-1]][name] / one.lists[sizes[0]][FULL_AT_EVERY_SIZE]:.2f}"


def _overviews(found: Sequence[Measured]) -> str:
    sizes = sorted(found[0].overviews)
    heads = [f"{one.database} {size:,} 件" for one in found for size in sizes]
    all_of = [one.overviews[size] for one in found for size in sizes]
    rows = [
        *(
            (
                f"{name}整页，毫秒（≤ 300）",
                [f"{one.pages[name][0]:.0f}，处理器 {one.pages[name][1]:.0f}" for one in all_of],
            )
            for name in PAGES
        ),
        ("固化一个月，秒", [f"{one.freezing:.1f}" for one in all_of]),
        ("后台全量汇总一次，秒", [f"{one.recount:.1f}" for one in all_of]),
        ("汇总与直接计数", [one.disagreement or "一致" for one in all_of]),
    ]
    return _table(("看数的页面", heads), rows)


def _times(until_the_end: float, cost: float) -> str:
    return f"{until_the_end:.0f}，处理器 {cost:.0f}"


def _exports(found: Sequence[Measured]) -> str:
    if not found[0].exports:
        return ""
    rows = []
    for form, aim in (("CSV", "≤ 2.5"), ("XLSX", "≤ 15")):
        both = [one.exports[form] for one in found]
        rows += [
            (f"{form}，秒（{aim}）", [f"{many.seconds:.1f}（{many.rows:,} 行）" for _, many in both]),
            (f"{form}，MB", [f"{many.megabytes:.1f}" for _, many in both]),
            (f"{form}，内存最高，MB：少的 → 多的", [_memory(few, many) for few, many in both]),
        ]
    return _table(("整份导出", [one.database for one in found]), rows)


def _memory(few: Export, many: Export) -> str:
    return f"{few.memory:.0f}（{few.rows:,} 行）→ {many.memory:.0f}，{many.memory / few.memory:.2f} 倍"


def _plans(found: Sequence[Measured]) -> str:
    shown = [f"{one.database} {name}\n{plan}\n" for one in found for name, plan in one.plans.items()]
    if not shown:
        return "最大一档上，每个列表的页和件数都走索引，没有全表扫描，也没有排序。\n"
    return "最大一档上没有走索引或另行排序的：\n\n```\n" + "\n".join(shown) + "```\n"


def _table(head: tuple[str, list[str]], rows: Sequence[tuple[str, list[str]]]) -> str:
    line: Callable[[str, list[str]], str] = lambda first, cells: f"| {' | '.join([first, *cells])} |\n"  # noqa: E731
    rule = line("---", ["---"] * len(head[1]))
    return line(*head) + rule + "".join(line(*row) for row in rows)
