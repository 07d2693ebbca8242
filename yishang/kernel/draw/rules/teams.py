"""Who goes where: the officers form one queue, shuffled afresh at every load, and the head of it goes first.

The format's “Teams”, with a structure that makes a hundred thousand choices in seconds: for each set of skills still
lacking, the officers who hold equally many of them wait in a heap of their own.
"""

import hmac
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from heapq import heapify, heappop, heappush, heapreplace
from typing import Any

from yishang.kernel.draw.rules.commitment import Stratum
from yishang.kernel.draw.rules.officers import Officer
from yishang.kernel.draw.rules.selection import Selected

NOBODY: frozenset[str] = frozenset()
Place = tuple[int, bytes, str]  # in the queue: load, key, id


@dataclass(frozen=True)
class Assignment:
    """`teams` and `unassigned` as they stand in the record."""

    teams: list[dict[str, Any]]
    unassigned: list[dict[str, Any]]


def assign(
    *,
    seed: bytes,
    selected: Iterable[Selected],
    strata: Iterable[Stratum],
    officers: Mapping[str, Officer],
    recused: Mapping[str, frozenset[str]],
    team_size: int,
    max_load: int,
) -> Assignment:
    """A team for each selected candidate, in the order given, as far as officers and skills suffice.

    `recused` says of a candidate which officers may not go there. Loads are counted from nothing.
    """
    needed = {stratum.name: frozenset(stratum.skills) for stratum in strata}
    skills = {identifier: frozenset(officer.skills) for identifier, officer in officers.items()}
    queue = _Queue(seed, skills, max_load)
    made = Assignment(teams=[], unassigned=[])
    for each in selected if team_size else ():
        team, lacking = _choose(queue, needed[each.stratum], recused.get(each.id, NOBODY), team_size, skills)
        if lacking or len(team) < team_size:
            made.unassigned.append({"id": each.id, "lacking": sorted(lacking)})
        else:
            made.teams.append({"id": each.id, "officers": team})
            for officer in team:
                queue.raise_load(officer)
    return made


def place_in_queue(seed: bytes, load: int, officer: str) -> Place:
    """Where an officer carrying `load` tasks stands; the lowest is the head."""
    return load, hmac.digest(seed, f"assign:{load}:{officer}".encode(), "sha256"), officer


def next_officer(
    *,
    seed: bytes,
    officers: Mapping[str, Officer],
    loads: Mapping[str, int],
    barred: Collection[str],
    lacking: Collection[str],
    max_load: int,
) -> str | None:
    """Whom the draw's own rule chooses next, loads as they stand; None when nobody is eligible. For single choices."""
    wanted = frozenset(lacking)
    gains = {
        one.id: len(wanted.intersection(one.skills))
        for one in officers.values()
        if one.id not in barred and loads.get(one.id, 0) < max_load
    }
    most = max(gains.values(), default=0)
    places = (place_in_queue(seed, loads.get(officer, 0), officer) for officer, gain in gains.items() if gain == most)
    return min(places)[2] if gains else None


def _choose(
    queue: "_Queue",
    lacking: frozenset[str],
    recused: frozenset[str],
    team_size: int,
    skills: Mapping[str, frozenset[str]],
) -> tuple[list[str], frozenset[str]]:
    """A team as far as it goes, and the skills that it lacks."""
    team: list[str] = []
    while len(team) < team_size and (officer := queue.head(lacking, recused, team)) is not None:
        team.append(officer)
        lacking -= skills[officer]
    return team, lacking


class _Queue:
    """All officers by (load, key, id), asked for the first one who holds the most of some skills.

    A heap may hold an officer's former place: loads only rise, so it surfaces too early, never too late, and is then
    replaced by the present one.
    """

    def __init__(self, seed: bytes, skills: Mapping[str, frozenset[str]], max_load: int) -> None:
        self._seed, self._skills, self._max_load = seed, skills, max_load
        self._now = {officer: place_in_queue(seed, 0, officer) for officer in skills}
        self._heaps: dict[frozenset[str], list[list[Place]]] = {}

    def head(self, lacking: frozenset[str], recused: frozenset[str], team: Collection[str]) -> str | None:
        """The head among the eligible who hold the most of what is lacking; None also when nobody holds any of it,
        for then no team can become whole and the choosing may as well stop.
        """
        for heap in self._heaps_for(lacking):
            if (officer := self._first(heap, recused, team)) is not None:
                return officer
        return None

    def raise_load(self, officer: str) -> None:
        self._now[officer] = place_in_queue(self._seed, self._now[officer][0] + 1, officer)

    def _heaps_for(self, lacking: frozenset[str]) -> list[list[Place]]:
        """The heaps of those who hold most, next most … of the skills; made when they are first asked for."""
        if (heaps := self._heaps.get(lacking)) is None:
            by_gain: dict[int, list[Place]] = {}
            for officer, held in self._skills.items():
                by_gain.setdefault(len(held & lacking), []).append(self._now[officer])
            heaps = [by_gain[gain] for gain in sorted(by_gain, reverse=True) if gain or not lacking]
            for heap in heaps:
                heapify(heap)
            self._heaps[lacking] = heaps
        return heaps

    def _first(self, heap: list[Place], recused: frozenset[str], team: Collection[str]) -> str | None:
        found, aside = None, []
        while heap and found is None:
            place = heap[0]
            officer = place[2]
            if (now := self._now[officer]) is not place:
                heapreplace(heap, now)
            elif place[0] >= self._max_load:
                break
            elif officer in team or officer in recused:
                aside.append(heappop(heap))
            else:
                found = officer
        for place in aside:
            heappush(heap, place)
        return found
