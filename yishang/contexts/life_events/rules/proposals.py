"""What an event could save, reckoned from what its items say: 材料共享、结果免交、并联、合并窗口 (handbook 3.3).

Nothing here is typed in: every saving names the items from which it follows, and an event's savings are their sum.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from yishang.contexts.life_events.rules.graph import Analysis, analyse, materials_of
from yishang.contexts.life_events.rules.tree import REQUIRED, EventItem, Node
from yishang.kernel.catalog.rules import Elements

SHARE, FETCH, CERTIFICATE, SIDE_BY_SIDE, ONE_WINDOW = "材料共享", "结果免交", "证照免交", "并联办理", "合并窗口"
ACCEPTANCE = "受理"


@dataclass(frozen=True)
class Proposal:
    """One thing to do differently, the items it concerns, and what it saves; `half_days` are half working days."""

    kind: str
    what: str
    items: tuple[str, ...]
    half_days: int = 0
    steps: int = 0
    papers: int = 0
    visits: int = 0


@dataclass(frozen=True)
class Gain:
    """An event with what it could save; `found` is the reckoning of the items that it was made of."""

    tree: str
    event: Node
    found: Analysis
    proposals: tuple[Proposal, ...]

    @property
    def half_days(self) -> int:
        return sum(one.half_days for one in self.proposals)

    @property
    def steps(self) -> int:
        return sum(one.steps for one in self.proposals)

    @property
    def papers(self) -> int:
        return sum(one.papers for one in self.proposals)

    @property
    def visits(self) -> int:
        return sum(one.visits for one in self.proposals)


def gain_of(tree: str, event: Node, entries: Sequence[EventItem], items: Mapping[str, Elements]) -> Gain:
    """What an event could save, of what everybody needs; where everything depends on the case, of all its items."""
    required = any(one.need == REQUIRED and one.item in items for one in entries)
    chosen = [one for one in entries if one.item in items and (not required or one.need == REQUIRED)]
    found = analyse(chosen, items)
    codes = [one.item for one in chosen]
    proposals = (*_side_by_side(found, codes), *_one_window(codes, items), *_papers(found, codes, items))
    return Gain(tree, event, found, proposals)


def _side_by_side(found: Analysis, codes: Sequence[str]) -> Iterator[Proposal]:
    if found.saved_time:
        yield Proposal(SIDE_BY_SIDE, "", tuple(codes), half_days=found.saved_time)


def _one_window(codes: Sequence[str], items: Mapping[str, Elements]) -> Iterator[Proposal]:
    """Items that are taken in at one place: taken in once, and gone to once."""
    at: dict[tuple[str, str], list[str]] = {}
    for code in codes:
        for place in items[code].places[:1]:
            at.setdefault((place.mode, place.name), []).append(code)
    for (mode, name), who in at.items():
        if len(who) < 2:
            continue
        accepted = sum(step.name == ACCEPTANCE for code in who for step in items[code].steps)
        visits = sum(items[code].visits for code in who)
        saved = Proposal(ONE_WINDOW, f"{mode}{name}", tuple(who), steps=max(accepted - 1, 0), visits=max(visits - 1, 0))
        if saved.steps or saved.visits:
            yield saved


def _papers(found: Analysis, codes: Sequence[str], items: Mapping[str, Elements]) -> Iterator[Proposal]:
    """Each paper is spared for one reason only, so that the savings add up to what need not be handed in."""
    issued, exempt = dict(found.obtained), set(found.exempt)
    for name, who in materials_of(codes, items).items():
        if name in exempt:
            yield Proposal(CERTIFICATE, name, tuple(who), papers=len(who))
        elif name in issued:
            yield Proposal(FETCH, name, (issued[name], *who), papers=len(who))
        elif len(who) > 1:
            yield Proposal(SHARE, name, tuple(who), papers=len(who) - 1)
