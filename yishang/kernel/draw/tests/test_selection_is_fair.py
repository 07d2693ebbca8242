"""Over many draws every candidate comes up as often as chance says. Seeds are fixed, so the figures never change."""

import hashlib
import math
from collections import Counter
from statistics import NormalDist

import pytest

from yishang.kernel.draw import rules

DRAWS = 1500
STRATA = {"S1": (40, 8), "S2": (25, 20), "S3": (60, 1)}


def quantile(freedom: int, share: float) -> float:
    """Chi-square quantile by Wilson and Hilferty, good to a fraction of a percent at these degrees of freedom."""
    spread = 2 / (9 * freedom)
    return freedom * (1 - spread + NormalDist().inv_cdf(share) * math.sqrt(spread)) ** 3


def seeds() -> list[bytes]:
    return [hashlib.sha256(f"draw {number}".encode()).digest() for number in range(DRAWS)]


@pytest.fixture(scope="module")
def times_selected() -> Counter[str]:
    pool = rules.pool_bytes(
        {name: [f"{name}-{number:03d}" for number in range(size)] for name, (size, _) in STRATA.items()}
    )
    strata = [rules.Stratum(name, size, take) for name, (size, take) in STRATA.items()]
    return Counter(each.id for seed in seeds() for each in rules.select(seed=seed, pool=pool, strata=strata))


@pytest.mark.parametrize("name", STRATA)
def test_inclusion_in_each_stratum_follows_chi_square(times_selected: Counter[str], name: str) -> None:
    """Sampling without replacement makes the counts less scattered: the statistic is corrected by (N−1)/(N−n)."""
    size, take = STRATA[name]
    expected = DRAWS * take / size
    counts = [times_selected[f"{name}-{number:03d}"] for number in range(size)]
    statistic = sum((count - expected) ** 2 / expected for count in counts) * (size - 1) / (size - take)

    assert sum(counts) == DRAWS * take
    assert quantile(size - 1, 0.005) < statistic < quantile(size - 1, 0.995)


def test_candidates_of_one_stratum_come_up_together_as_often_as_chance_says() -> None:
    """Pairs of ten candidates of which three are taken: 45 pairs, each 3·2/(10·9) of the draws."""
    pool, strata = rules.pool_bytes({"S1": list("abcdefghij")}), [rules.Stratum("S1", 10, 3)]
    pairs: Counter[tuple[str, str]] = Counter()
    for seed in seeds():
        one, two, three = sorted(each.id for each in rules.select(seed=seed, pool=pool, strata=strata))
        pairs.update([(one, two), (one, three), (two, three)])
    share = 3 * 2 / (10 * 9)
    worst = max(abs(count - DRAWS * share) for count in pairs.values())

    assert len(pairs) == 45
    assert worst < 4 * math.sqrt(DRAWS * share * (1 - share))


def test_another_witness_value_makes_another_draw() -> None:
    pool, strata = rules.pool_bytes({"S1": [f"{n:03d}" for n in range(200)]}), [rules.Stratum("S1", 200, 40)]
    outcomes = {tuple(each.id for each in rules.select(seed=seed, pool=pool, strata=strata)) for seed in seeds()[:50]}

    assert len(outcomes) == 50
