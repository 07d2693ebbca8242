"""Who may be drawn, and how many of each stratum (handbook 2.1, 2.3): plain values, nothing asked of any database."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from hashlib import sha256
from math import ceil

from yishang.contexts.random_inspection.rules.refusals import TakeTooMany
from yishang.contexts.random_inspection.rules.terms import RISK_UNKNOWN, RISKS, WITHOUT_COMING
from yishang.kernel.context import InvalidInput

EXCLUSIONS = {
    "FAULT": "统一社会信用代码校验失败，在待治理区",
    "GONE": "已注销、吊销或迁出",
    "NO_ITEM": "没有适用的事项",
    "DONE": "年内已查过同一事项",
    "CAP": "本年现场检查已到上限",
}
WHOLE = Fraction(100)


@dataclass(frozen=True)
class Facts:
    """What is known of an object on the day of freezing. `last`: item code → day of the last inspection."""

    key: int
    state: str = "ACTIVE"
    fault: str = ""
    risk: str = ""
    tags: frozenset[str] = frozenset()
    type_name: str = ""
    region: str = ""
    industry: str = ""
    last: Mapping[str, date] = field(default_factory=dict)
    calls: int = 0  # inspections on the spot this year, of all departments
    uscc: str = ""  # told where a task asks for one company


@dataclass(frozen=True)
class Item:
    """An item as the pool asks of it; `ratios` risk → percent where it says otherwise than the city."""

    code: str
    is_key: bool
    tag: str = ""
    method: str = "SITE"
    ratios: Mapping[str, str] = field(default_factory=dict)
    ratio_cap: Decimal | None = None


@dataclass(frozen=True)
class Conditions:
    """定向: by type, region, industry (the beginning of a code), tag, or one company; all empty is 不定向."""

    type_name: str = ""
    region: str = ""
    industry: str = ""
    tag: str = ""
    uscc: str = ""

    def holds(self, facts: Facts) -> bool:
        return (
            (not self.type_name or self.type_name in facts.type_name)
            and (not self.region or facts.region == self.region)
            and facts.industry.startswith(self.industry)
            and (not self.tag or self.tag in facts.tags)
            and (not self.uscc or facts.uscc == self.uscc)
        )

    @property
    def is_targeted(self) -> bool:
        return any((self.type_name, self.region, self.industry, self.tag, self.uscc))


@dataclass(frozen=True)
class PoolTerms:
    """The numbers in force on the day. `entity_cap` None: no cap by date yet (国办发〔2024〕54号)."""

    ratios: Mapping[str, Fraction]  # risk → percent
    year: int
    entity_cap: int | None = None
    spares_high_risk: bool = False  # whether 年内已查 leaves out class D too [设: no]


@dataclass(frozen=True)
class Judged:
    """An object of the scope: its stratum's risk, or why it is left out; the items that apply to it."""

    key: int
    risk: str
    items: tuple[str, ...]
    excluded: str = ""


def judge(facts: Facts, items: Sequence[Item], terms: PoolTerms) -> Judged:
    """Whether an object goes into the pool (handbook 2.3 ①: 排除注销、吊销、迁出; 年内同事项已查, D 类不排除)."""
    risk = facts.risk or RISK_UNKNOWN
    fitting = [item for item in items if not item.tag or item.tag in facts.tags]
    due = [item for item in fitting if not _is_done(facts, item, terms, risk)]
    comes = any(item.method not in WITHOUT_COMING for item in due)
    if facts.fault:
        why = "FAULT"
    elif facts.state != "ACTIVE":
        why = "GONE"
    elif not fitting:
        why = "NO_ITEM"
    elif not due:
        why = "DONE"
    elif comes and terms.entity_cap is not None and facts.calls >= terms.entity_cap:
        why = "CAP"
    else:
        why = ""
    return Judged(facts.key, risk, tuple(item.code for item in due), why)


def _is_done(facts: Facts, item: Item, terms: PoolTerms, risk: str) -> bool:
    if risk == "D" and not terms.spares_high_risk:
        return False
    last = facts.last.get(item.code)
    return last is not None and last.year == terms.year


def ratio_of(risk: str, items: Iterable[Item], terms: PoolTerms, wanted: Mapping[str, Fraction]) -> Fraction:
    """The percent of a risk class: as the task says, else the largest that an item or the city says.

    Class D of an item of weight is covered wholly (国市监信发〔2022〕6号).
    """
    if risk in wanted:
        return wanted[risk]
    told = [Fraction(item.ratios[risk]) if risk in item.ratios else terms.ratios[risk] for item in items]
    is_whole = risk == "D" and any(item.is_key for item in items)
    return WHOLE if is_whole else max(told, default=terms.ratios[risk])


def ratio_faults(text: str) -> dict[str, str]:
    """Field → fault of ratios as typed: `A1 B3 C10 D50`."""
    try:
        read_ratios(text)
    except InvalidInput as refusal:
        return refusal.fields
    return {}


def read_ratios(text: str) -> dict[str, Fraction]:
    """Risk → percent of `A1 B3 C10 D50`. Raises InvalidInput (ratios): unknown class, no number, above 100 %."""
    found: dict[str, Fraction] = {}
    for part in text.replace("，", " ").replace(",", " ").upper().split():
        risk, number = part[:1], part[1:].removesuffix("%")
        if risk not in RISKS or not number.replace(".", "", 1).isascii() or not number.replace(".", "", 1).isdigit():
            raise InvalidInput({"ratios": f"“{part[:20]}”不对，请按 A1 B3 C10 D50 填写。"})
        if Fraction(number) > WHOLE:
            raise InvalidInput({"ratios": f"{risk} 类比例 {number}% 超过 100%。"})
        found[risk] = Fraction(number)
    return found


@dataclass(frozen=True)
class StratumTake:
    """A stratum as it will be drawn; `name` is opaque, `risk` is for staff alone."""

    name: str
    risk: str
    size: int
    ratio: Fraction
    take: int


def strata_of(
    sizes: Mapping[str, int],
    *,
    items: Sequence[Item],
    terms: PoolTerms,
    wanted: Mapping[str, Fraction],
    count: int | None,
    number: str,
) -> tuple[StratumTake, ...]:
    """The strata with their counts: ceil(N×p), or `count` shared out in the same proportions.

    The names are dealt by the task's number, so that S1 is not always the same class. Raises TakeTooMany.
    """
    cap = ceiling_of(items)
    _check_ceiling(cap, wanted, count=count, total=sum(sizes.values()))
    told = {risk: ratio_of(risk, items, terms, wanted) for risk in RISKS}
    ratios = told if cap is None else {risk: min(ratio, Fraction(cap)) for risk, ratio in told.items()}
    present = [risk for risk in RISKS if sizes.get(risk)]
    if count is None:
        takes = {risk: ceil(sizes[risk] * ratios[risk] / 100) for risk in present}
    else:
        takes = _shared_out(count, {risk: sizes[risk] for risk in present}, ratios)
    dealt = sorted(present, key=lambda risk: sha256(f"{number}:{risk}".encode()).digest())
    names = {risk: f"S{place}" for place, risk in enumerate(dealt, start=1)}
    found = (StratumTake(names[risk], risk, sizes[risk], ratios[risk], takes[risk]) for risk in present)
    return tuple(sorted(found, key=lambda one: one.name))


def _shared_out(count: int, sizes: Mapping[str, int], ratios: Mapping[str, Fraction]) -> dict[str, int]:
    """`count` in proportion to N×p, by largest remainder, nowhere more than there are."""
    total = sum(sizes.values())
    if count > total:
        raise TakeTooMany(f"要抽 {count} 户，候选只有 {total} 户。", next_step="请减少户数，或放宽定向条件。")
    takes = dict.fromkeys(sizes, 0)
    while left := count - sum(takes.values()):
        open_to = {
            risk: sizes[risk] * (ratios[risk] or Fraction(1, 100)) for risk in sizes if takes[risk] < sizes[risk]
        }
        weight = sum(open_to.values())
        shares = {risk: Fraction(left) * part / weight for risk, part in open_to.items()}
        whole = {risk: min(int(share), sizes[risk] - takes[risk]) for risk, share in shares.items()}
        if not any(whole.values()):
            first = max(shares, key=lambda risk: (shares[risk], risk))
            whole = {first: 1}
        for risk, more in whole.items():
            takes[risk] += more
    return takes


def ceiling_of(items: Iterable[Item]) -> Decimal | None:
    """The percent above which general items are not drawn; none as soon as the task has an item of weight."""
    told = list(items)
    caps = [item.ratio_cap for item in told if not item.is_key and item.ratio_cap is not None]
    return min(caps) if caps and not any(item.is_key for item in told) else None


def _check_ceiling(cap: Decimal | None, wanted: Mapping[str, Fraction], *, count: int | None, total: int) -> None:
    """What somebody asks for by hand is held to the ceiling; what the city's ratios say is cut to it."""
    if cap is None:
        return
    over = next((risk for risk, ratio in wanted.items() if ratio > Fraction(cap)), "")
    if over:
        raise TakeTooMany(
            f"一般检查事项的比例上限是 {cap.normalize():f}%，{over} 类要抽 {float(wanted[over]):g}%。",
            next_step="请降低比例。",
        )
    allowed = ceil(Fraction(cap) * total / 100)
    if count is not None and count > allowed:
        raise TakeTooMany(
            f"一般检查事项的比例上限是 {cap.normalize():f}%，{total} 户最多抽 {allowed} 户，现在要抽 {count} 户。",
            next_step="请减少户数。",
        )


def counted(judged: Iterable[Judged]) -> tuple[Counter[str], Counter[str], int]:
    """Of the scope: risk → how many in the pool, reason → how many left out, and how many 条 (object × item)."""
    sizes: Counter[str] = Counter()
    excluded: Counter[str] = Counter()
    lines = 0
    for one in judged:
        if one.excluded:
            excluded[one.excluded] += 1
        else:
            sizes[one.risk] += 1
            lines += len(one.items)
    return sizes, excluded, lines
