"""What a bundle is: items of the catalog for one trade, and the questions that choose among them (handbook 3.4).

A condition is written `subject=company|individual；staff=yes`: every part must hold, one of its words is enough.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from yishang.kernel.catalog.rules import Elements, Material

TRADES = ("餐饮", "文体", "医疗", "其他")  # 种: three named; 其他 is the handbook's fourth
STEPS = ("商事登记", "印章刻制", "银行开户", "税务登记", "行政许可", "社会保险")  # 种: the agency's six
DECLARED = 58
NAMED = frozenset(
    {"医院", "药店", "书店", "小吃城", "餐饮店", "足浴店", "浴室", "美容美发店", "小卖部", "商店", "诊所", "健身房"}
)  # 种: word for word; all other trades are 示范数据
EVERY = "*"

Condition = tuple[tuple[str, frozenset[str]], ...]
Answers = Mapping[str, str]


@dataclass(frozen=True)
class Question:
    """One question; `options` are word → label, `usual` what most people answer, `when` whether it is asked at all."""

    code: str
    text: str
    help: str
    options: tuple[tuple[str, str], ...]
    usual: str
    when: Condition = ()

    def label_of(self, word: str) -> str:
        return dict(self.options).get(word, word)


@dataclass(frozen=True)
class Entry:
    """An item in a bundle: in which of the six steps, after which items, and whether it is needed."""

    item: str
    step: str
    after: tuple[str, ...] = ()
    when: Condition = ()


@dataclass(frozen=True)
class ExtraPaper:
    """A paper that an item wants only from those who answered so."""

    item: str
    when: Condition
    paper: Material


@dataclass(frozen=True)
class Bundle:
    """一件事: what belongs to opening one kind of business. `reason` explains a bundle that saves nothing."""

    code: str
    name: str
    trade: str
    is_sample: bool
    questions: tuple[Question, ...]
    entries: tuple[Entry, ...]
    extras: tuple[ExtraPaper, ...] = ()
    reason: str = ""

    @property
    def title(self) -> str:
        return f"{'办' if self.name.endswith(('文艺表演团体', '单位食堂')) else '开'}{self.name}"

    @property
    def items(self) -> tuple[str, ...]:
        """The items that any answers may ask for."""
        return tuple(dict.fromkeys(entry.item for entry in self.entries))


def condition_of(text: str) -> Condition:
    """A condition as it is written. Raises ValueError for a part without `=`."""
    parts = (part.split("=") for part in text.split("；") if part.strip())
    return tuple((name.strip(), frozenset(words.split("|"))) for name, words in parts)


def holds(condition: Condition, answers: Answers) -> bool:
    """Whether these answers fulfil a condition; what was not answered fulfils nothing."""
    return all(answers.get(name) in words for name, words in condition)


def loop_in(links: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """One round of items that wait for one another; () when there is none."""
    try:
        TopologicalSorter(links).prepare()
    except CycleError as found:
        return tuple(found.args[1])
    return ()


def faults(bundle: Bundle, items: Mapping[str, Elements]) -> list[str]:
    """Why a bundle cannot be offered, in words; `items` are number → elements in force (handbook 3, 坏输入)."""
    return [*_shape(bundle), *_conditions(bundle), *_order(bundle, items), *missing(bundle, items)]


def missing(bundle: Bundle, items: Mapping[str, Elements]) -> list[str]:
    """The items that are not in force: with one of them the bundle is not offered."""
    return [f"事项 {code} 现在没有在用的版本。" for code in bundle.items if code not in items]


def menu_faults(bundles: Collection[Bundle]) -> list[str]:
    """What is wrong with all of them together: their number, names given twice, names of the source left out."""
    names = [bundle.name for bundle in bundles]
    found = [] if len(names) == DECLARED else [f"声明 {DECLARED} 个套餐，实有 {len(names)} 个。"]
    found += [f"套餐“{name}”写了两遍。" for name in sorted({one for one in names if names.count(one) > 1})]
    found += [f"原文点名的“{name}”没有。" for name in sorted(NAMED - set(names))]
    return found + [f"“{one.name}”不是原文点名的。" for one in bundles if not one.is_sample and one.name not in NAMED]


def _shape(bundle: Bundle) -> Iterator[str]:
    if bundle.trade not in TRADES:
        yield f"没有“{bundle.trade}”这一类。"
    yield from (f"“{entry.step}”不在代办六步里。" for entry in bundle.entries if entry.step not in STEPS)
    seen = [(entry.item, entry.when) for entry in bundle.entries]
    yield from (
        f"事项 {item} 在同一条件下写了两遍。" for item, when in dict.fromkeys(seen) if seen.count((item, when)) > 1
    )


def _conditions(bundle: Bundle) -> Iterator[str]:
    known = {one.code: {word for word, _ in one.options} for one in bundle.questions}
    told = [one.when for one in bundle.questions]
    told += [*(one.when for one in bundle.entries), *(one.when for one in bundle.extras)]
    for name, words in (part for condition in told for part in condition):
        if name not in known:
            yield f"条件引用了不存在的问题“{name}”。"
        elif words - known[name]:
            yield f"条件引用了问题“{name}”没有的答案“{'、'.join(sorted(words - known[name]))}”。"
    yield from (
        f"问题“{one.text}”的常见答案不在选项里。" for one in bundle.questions if one.usual not in known[one.code]
    )


def _order(bundle: Bundle, items: Mapping[str, Elements]) -> Iterator[str]:
    links: dict[str, set[str]] = {}
    for entry in bundle.entries:
        links.setdefault(entry.item, set()).update(set(entry.after) & set(bundle.items))
    if ring := loop_in(links):
        names = (items[code].name if code in items else code for code in ring)
        yield f"先后次序绕成了圈：{' → '.join(names)}。"
