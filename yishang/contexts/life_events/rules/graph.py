"""What a graph over items knows: loops, shortest times, what is handed in twice (handbook 3.3).

An item comes after another when its row says so, or when the other's output is one of its materials; not, though, where
an e-certificate replaces that material, or it may follow later: such a paper is shared and nobody waits for it. Times
are half working days as promised. Everything runs in one pass over items and links, without recursion.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from yishang.contexts.life_events.rules.tree import REQUIRED, EventItem
from yishang.kernel.catalog.rules import Elements, Necessity, Source

Links = Mapping[str, Collection[str]]  # item → those that must be finished before it begins


@dataclass(frozen=True)
class Duplicate:
    """One material that several items of an event ask for."""

    name: str
    items: tuple[str, ...]

    @property
    def saved(self) -> int:
        """How often it need not be handed in, when it is handed in once for all."""
        return len(self.items) - 1


@dataclass(frozen=True)
class Analysis:
    """An event's items taken together. `path` are the items on which the shortest time depends."""

    items: int
    departments: tuple[str, ...]
    one_by_one: int
    parallel: int
    path: tuple[str, ...]
    materials: int
    distinct: int
    duplicates: tuple[Duplicate, ...]
    obtained: tuple[tuple[str, str], ...]  # material, and the item of the event that issues it
    exempt: tuple[str, ...]
    spans: Mapping[str, tuple[int, int]] = field(default_factory=dict)  # item → begins, ends, in half days
    loop: tuple[str, ...] = ()

    @property
    def saved_time(self) -> int:
        return self.one_by_one - self.parallel

    @property
    def to_hand_in(self) -> int:
        """How many papers remain: each once, none that the event itself issues or an e-certificate replaces."""
        return self.distinct - len({name for name, _ in self.obtained} | set(self.exempt))


def loop_in(links: Links) -> tuple[str, ...]:
    """One round of items that wait for one another, first to last; () when there is none."""
    done: set[str] = set()
    for start in links:
        if start in done:
            continue
        path, at = [start], {start: 0}
        waiting: list[Iterator[str]] = [iter(links.get(start, ()))]
        while path:
            following = next(waiting[-1], None)
            if following is None:
                waiting.pop()
                done.add(gone := path.pop())
                del at[gone]
            elif following in at:
                return tuple(reversed(path[at[following] :]))
            elif following not in done:
                at[following] = len(path)
                path.append(following)
                waiting.append(iter(links.get(following, ())))
    return ()


def in_order(items: Iterable[str], links: Links) -> list[str]:
    """Items so that each comes after what it waits for; those of a loop, and behind it, are left out."""
    open_for = {item: 0 for item in items}
    behind: dict[str, list[str]] = {item: [] for item in open_for}
    for item in open_for:
        for before in set(links.get(item, ())):
            if before in open_for:
                open_for[item] += 1
                behind[before].append(item)
    ready = [item for item, many in open_for.items() if not many]
    for item in ready:  # grows while it is walked
        for after in behind[item]:
            open_for[after] -= 1
            if not open_for[after]:
                ready.append(after)
    return ready


def critical_path(times: Mapping[str, int], links: Links) -> tuple[int, tuple[str, ...]]:
    """The shortest time in which all can be done side by side, and the items on which it depends.

    Items of a loop count by themselves, as if nobody waited: a caller names the loop first.
    """
    ends, last = _ends(times, links)
    if not ends:
        return 0, ()
    item = max(ends, key=lambda one: (ends[one], one))
    longest, path = ends[item], [item]
    while item in last:
        path.append(item := last[item])
    return longest, tuple(reversed(path))


def spans(times: Mapping[str, int], links: Links) -> dict[str, tuple[int, int]]:
    """When each begins and ends at the soonest, in half days after the start."""
    ends, _ = _ends(times, links)
    return {item: (end - times[item], end) for item, end in ends.items()}


def _ends(times: Mapping[str, int], links: Links) -> tuple[dict[str, int], dict[str, str]]:
    """When each item ends at the soonest, and the item that it waited for longest."""
    ends: dict[str, int] = {}
    last: dict[str, str] = {}
    for item in in_order(times, links):
        before = max((one for one in links.get(item, ()) if one in ends), key=lambda one: (ends[one], one), default="")
        ends[item] = times[item] + (ends[before] if before else 0)
        if before:
            last[item] = before
    for item in times:
        ends.setdefault(item, times[item])
    return ends, last


def links_of(entries: Sequence[EventItem], items: Mapping[str, Elements]) -> dict[str, set[str]]:
    """Which items of an event wait for which: as its rows say, and by output and material."""
    there = [one.item for one in entries if one.item in items]
    issued = _issuers(there, items)
    links = {one.item: {before for before in one.after if before in items} for one in entries if one.item in items}
    for item in there:
        for material in items[item].materials:
            if not material.exempt_by and material.necessity != Necessity.LATER:
                links[item] |= {other for other in issued.get(material.name, ()) if other != item}
    return links


def analyse(entries: Sequence[EventItem], items: Mapping[str, Elements], *, required_only: bool = False) -> Analysis:
    """An event's items taken together; `items` are number → elements, those not in force are passed over."""
    chosen = [one for one in entries if one.item in items and (not required_only or one.need == REQUIRED)]
    links = links_of(chosen, items)
    times = {one.item: items[one.item].promised or 0 for one in chosen}
    longest, path = critical_path(times, links)
    asked = materials_of(times, items)
    issued = _issuers(times, items)
    return Analysis(
        items=len(times),
        departments=tuple(dict.fromkeys(items[item].department for item in times)),
        one_by_one=sum(times.values()),
        parallel=longest,
        path=path,
        materials=sum(len(who) for who in asked.values()),
        distinct=len(asked),
        duplicates=tuple(Duplicate(name, tuple(who)) for name, who in asked.items() if len(who) > 1),
        obtained=tuple((name, issued[name][0]) for name, who in asked.items() if set(issued.get(name, ())) - set(who)),
        exempt=tuple(dict.fromkeys(one.name for item in times for one in items[item].materials if one.exempt_by)),
        spans=spans(times, links),
        loop=loop_in(links),
    )


def materials_of(codes: Iterable[str], items: Mapping[str, Elements]) -> dict[str, list[str]]:
    """Material → the items that ask for it, in order."""
    asked: dict[str, list[str]] = {}
    for code in codes:
        for material in items[code].materials:
            asked.setdefault(material.name, []).append(code)
    return asked


@dataclass(frozen=True)
class Survey:
    """All items together: papers handed from one to another, loops, dead ends, and what nobody reaches."""

    outputs_used: int = 0
    loop: tuple[str, ...] = ()
    longest: int = 0
    path: tuple[str, ...] = ()
    behind_a_loop: tuple[str, ...] = ()
    dead_ends: tuple[tuple[str, str], ...] = ()  # item, and the official paper it wants that no item issues
    unreachable: tuple[str, ...] = ()
    most_asked: tuple[tuple[str, int], ...] = field(default=())


def survey(items: Mapping[str, Elements], links: Links, *, on_a_tree: Collection[str]) -> Survey:
    """Look at all items at once; `links` are the orders that rows state, `on_a_tree` the items that an event names."""
    times = {code: elements.promised or 0 for code, elements in items.items()}
    ordered = in_order(items, links)
    longest, path = critical_path({code: times[code] for code in ordered}, links)
    asked = materials_of(items, items)
    issued = _issuers(items, items)
    return Survey(
        outputs_used=sum(len(set(who) - set(issued[name])) for name, who in asked.items() if name in issued),
        loop=loop_in(links),
        longest=longest,
        path=path,
        behind_a_loop=tuple(sorted(set(items) - set(ordered))),
        dead_ends=tuple(_dead_ends(items, issued)),
        unreachable=tuple(sorted(set(items) - set(on_a_tree))),
        most_asked=tuple(Counter({name: len(who) for name, who in asked.items()}).most_common(20)),
    )


def _issuers(codes: Iterable[str], items: Mapping[str, Elements]) -> dict[str, list[str]]:
    """Output → the items that issue it."""
    issued: dict[str, list[str]] = {}
    for code in codes:
        if output := items[code].output:
            issued.setdefault(output, []).append(code)
    return issued


def _dead_ends(items: Mapping[str, Elements], issued: Collection[str]) -> Iterator[tuple[str, str]]:
    for code, elements in items.items():
        for material in elements.materials:
            if material.source == Source.ISSUED and material.name not in issued:
                yield code, material.name
