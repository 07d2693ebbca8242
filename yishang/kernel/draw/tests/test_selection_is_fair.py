"""Over many draws every candidate, and every two officers together, come up as often as chance says.

Seeds are fixed, so the figures never change. The long run, 20,000 draws, is `python -m benchmarks.draws --fairness`.
"""

import math
from collections import Counter

import pytest

from yishang.kernel.draw import rules
from yishang.kernel.draw.tests import fairness

DRAWS, PAIRINGS = 4000, 3000


@pytest.fixture(scope="module")
def times_selected() -> Counter[str]:
    return fairness.times_selected(DRAWS)


@pytest.mark.parametrize("name", fairness.STRATA)
def test_inclusion_in_each_stratum_follows_chi_square(times_selected: Counter[str], name: str) -> None:
    assert sum(times_selected[one] for one in fairness.names(name)) == DRAWS * fairness.STRATA[name][1]
    assert fairness.allows(*fairness.inclusion(name, times_selected, DRAWS))


def test_officers_are_paired_as_often_as_chance_says() -> None:
    times = fairness.times_paired(PAIRINGS)

    assert sum(times.values()) == PAIRINGS * fairness.CANDIDATES
    assert fairness.allows(*fairness.pairing(times, PAIRINGS))


def test_a_draw_at_intervals_from_one_start_would_be_caught() -> None:
    """What a real province's system did: every third from a start, so that whole groups could never come up."""
    names = fairness.names("S1")
    times: Counter[str] = Counter()
    for seed in fairness.seeds(DRAWS):
        start = seed[0] % 2  # the start was drawn among too few
        times.update(names[start::3][:60])

    assert not fairness.allows(*fairness.inclusion("S1", times, DRAWS))


def test_counts_too_even_for_chance_would_be_caught_too() -> None:
    expected = {name: DRAWS * 60 // 200 for name in fairness.names("S1")}

    assert not fairness.allows(*fairness.inclusion("S1", expected, DRAWS))


def test_officers_who_always_go_together_would_be_caught() -> None:
    times = Counter({(f"o{number:02d}", f"o{number + 1:02d}"): PAIRINGS for number in range(0, 20, 2)})

    assert not fairness.allows(*fairness.pairing(times, PAIRINGS))


def test_candidates_of_one_stratum_come_up_together_as_often_as_chance_says() -> None:
    """Pairs of ten candidates of which three are taken: 45 pairs, each 3·2/(10·9) of the draws."""
    pool, strata = rules.pool_bytes({"S1": list("abcdefghij")}), [rules.Stratum("S1", 10, 3)]
    pairs: Counter[tuple[str, str]] = Counter()
    for seed in fairness.seeds(DRAWS):
        one, two, three = sorted(each.id for each in rules.select(seed=seed, pool=pool, strata=strata))
        pairs.update([(one, two), (one, three), (two, three)])
    share = 3 * 2 / (10 * 9)
    worst = max(abs(count - DRAWS * share) for count in pairs.values())

    assert len(pairs) == 45
    assert worst < 4 * math.sqrt(DRAWS * share * (1 - share))


def test_another_witness_value_makes_another_draw() -> None:
    pool, strata = rules.pool_bytes({"S1": [f"{n:03d}" for n in range(200)]}), [rules.Stratum("S1", 200, 40)]
    outcomes = {
        tuple(each.id for each in rules.select(seed=seed, pool=pool, strata=strata)) for seed in fairness.seeds(50)
    }

    assert len(outcomes) == 50
