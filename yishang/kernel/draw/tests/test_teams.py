"""Whom the draw sends where: the quick queues choose exactly as the format's text, read word by word."""

import hashlib
import hmac
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from yishang.kernel.draw import rules

SKILLS = ["食品", "特种设备", "unit:SJ", "unit:ZJ"]
SEED = hashlib.sha256(b"teams").digest()
Drawn = tuple[list[dict[str, Any]], list[dict[str, Any]]]


def by_the_book(
    seed: bytes, selected: list, needed: dict, officers: dict, recused: dict, team_size: int, max_load: int
) -> Drawn:
    """The format's “Teams” written down once more, without any structure: for every choice the whole queue anew."""
    load: Counter[str] = Counter()
    teams, unassigned = [], []

    def key(officer: str) -> tuple[int, bytes, str]:
        n = load[officer]
        return n, hmac.new(seed, f"assign:{n}:{officer}".encode(), "sha256").digest(), officer

    for candidate, stratum in selected if team_size else []:
        team: list[str] = []
        lacking = set(needed[stratum])
        for _ in range(team_size):
            eligible = [
                one
                for one in officers
                if one not in recused.get(candidate, ()) and load[one] < max_load and one not in team
            ]
            if not eligible:
                break
            most = max(len(lacking & set(officers[one])) for one in eligible)
            chosen = min((one for one in eligible if len(lacking & set(officers[one])) == most), key=key)
            team.append(chosen)
            lacking -= set(officers[chosen])
        if len(team) == team_size and not lacking:
            teams.append({"id": candidate, "officers": team})
            load.update(team)
        else:
            unassigned.append({"id": candidate, "lacking": sorted(lacking)})
    return teams, unassigned


def quickly(
    seed: bytes, selected: list, needed: dict, officers: dict, recused: dict, team_size: int, max_load: int
) -> Drawn:
    made = rules.assign(
        seed=seed,
        selected=[rules.Selected(score="", id=candidate, stratum=stratum) for candidate, stratum in selected],
        strata=[rules.Stratum(name, 0, 0, tuple(sorted(skills))) for name, skills in needed.items()],
        officers={one: rules.Officer(one, "u", tuple(sorted(held))) for one, held in officers.items()},
        recused={candidate: frozenset(barred) for candidate, barred in recused.items()},
        team_size=team_size,
        max_load=max_load,
    )
    return made.teams, made.unassigned


@st.composite
def cases(pick: st.DrawFn) -> dict[str, Any]:
    """A small draw: a dozen candidates, up to nine officers with some skills each, recusals, a load they may reach."""
    officers = {
        f"o{number}": pick(st.sets(st.sampled_from(SKILLS), max_size=3)) for number in range(pick(st.integers(0, 9)))
    }
    selected = [(f"c{number}", pick(st.sampled_from(["S1", "S2"]))) for number in range(pick(st.integers(0, 12)))]
    pairs = st.sets(st.sampled_from(sorted(officers)), max_size=4) if officers else st.just(set())
    return {
        "seed": pick(st.binary(min_size=32, max_size=32)),
        "selected": selected,
        "needed": {name: pick(st.sets(st.sampled_from(SKILLS), max_size=3)) for name in ("S1", "S2")},
        "officers": officers,
        "recused": {candidate: pick(pairs) for candidate, _ in selected if pick(st.booleans())},
        "team_size": pick(st.integers(0, 4)),
        "max_load": pick(st.integers(0, 6)),
    }


@given(cases())
def test_the_quick_queues_choose_as_the_text_says(case: dict[str, Any]) -> None:
    assert quickly(**case) == by_the_book(**case)


def drawn(officers: dict, count: int, **changes: Any) -> Drawn:
    facts: dict[str, Any] = {
        "seed": SEED,
        "selected": [(f"c{number}", "S1") for number in range(count)],
        "needed": {"S1": set()},
        "officers": officers,
        "recused": {},
        "team_size": 2,
        "max_load": 100,
    }
    return quickly(**(facts | changes))


def loads_of(teams: list[dict[str, Any]]) -> Counter[str]:
    return Counter(one for team in teams for one in team["officers"])


@given(st.integers(2, 12), st.integers(1, 40), st.integers(1, 2))
def test_loads_of_equal_officers_differ_by_one_at_most(officers: int, count: int, team_size: int) -> None:
    names = {f"o{number}": set() for number in range(officers)}
    teams, unassigned = drawn(names, count, team_size=team_size)
    loads = loads_of(teams)

    assert not unassigned
    assert max(loads[one] for one in names) - min(loads[one] for one in names) <= 1


@given(st.integers(2, 6), st.integers(2, 6), st.integers(1, 40))
def test_loads_are_even_within_each_group_of_equal_skills(food: int, lifts: int, count: int) -> None:
    groups = [{f"f{number}": {"食品"} for number in range(food)}, {f"l{n}": {"特种设备"} for n in range(lifts)}]
    teams, _ = drawn(groups[0] | groups[1], count, needed={"S1": {"食品", "特种设备"}})
    loads = loads_of(teams)

    for group in groups:
        assert max(loads[one] for one in group) - min(loads[one] for one in group) <= 1


def test_everyone_recused_leaves_the_candidate_unassigned_with_nothing_lacking() -> None:
    teams, unassigned = drawn({"a": set(), "b": set()}, 2, recused={"c0": {"a", "b"}})

    assert [team["id"] for team in teams] == ["c1"]
    assert unassigned == [{"id": "c0", "lacking": []}]


def test_a_skill_that_nobody_holds_is_named_and_loads_stay() -> None:
    teams, unassigned = drawn({"a": {"食品"}, "b": set()}, 1, needed={"S1": {"食品", "特种设备"}})

    assert not teams
    assert unassigned == [{"id": "c0", "lacking": ["特种设备"]}]


def test_nobody_carries_more_than_the_limit() -> None:
    teams, unassigned = drawn({"a": set(), "b": set(), "c": set()}, 9, max_load=2)

    assert max(loads_of(teams).values()) == 2
    assert len(teams) == 3
    assert len(unassigned) == 6
