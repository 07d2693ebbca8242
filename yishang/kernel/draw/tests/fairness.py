"""How far many draws stray from what chance allows, and how far chance strays; also for the benchmark's long run."""

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from statistics import NormalDist

from yishang.kernel.draw import rules

STRATA = {"S1": (200, 60), "S2": (90, 35), "S3": (9, 5)}  # a hundred of 299
OFFICERS, CANDIDATES = 20, 10  # each draw pairs every officer with exactly one other
LEVEL = 0.01


def quantile(freedom: int, share: float) -> float:
    """Chi-square quantile by Wilson and Hilferty, good to a fraction of a percent at these degrees of freedom."""
    spread = 2 / (9 * freedom)
    return freedom * (1 - spread + NormalDist().inv_cdf(share) * math.sqrt(spread)) ** 3


def allows(statistic: float, freedom: int) -> bool:
    """Whether chance alone goes so far, neither more nor less, at LEVEL."""
    return quantile(freedom, LEVEL / 2) < statistic < quantile(freedom, 1 - LEVEL / 2)


def seeds(draws: int) -> Iterator[bytes]:
    """Fixed ones, so that the figures never change."""
    return (hashlib.sha256(f"draw {number}".encode()).digest() for number in range(draws))


def names(stratum: str) -> list[str]:
    return [f"{stratum}-{number:03d}" for number in range(STRATA[stratum][0])]


def times_selected(draws: int) -> Counter[str]:
    """How often each of the 299 came up."""
    pool = rules.pool_bytes({name: names(name) for name in STRATA})
    strata = [rules.Stratum(name, size, take) for name, (size, take) in STRATA.items()]
    return Counter(each.id for seed in seeds(draws) for each in rules.select(seed=seed, pool=pool, strata=strata))


def inclusion(stratum: str, times: Mapping[str, int], draws: int) -> tuple[float, int]:
    """Chi-square of a stratum and its degrees of freedom.

    Without replacement the counts scatter less, so that the statistic is multiplied by (N−1)/(N−n).
    """
    size, take = STRATA[stratum]
    expected = draws * take / size
    scatter = sum((times.get(name, 0) - expected) ** 2 / expected for name in names(stratum))
    return scatter * (size - 1) / (size - take), size - 1


def times_paired(draws: int) -> Counter[tuple[str, str]]:
    """How often each two of the officers were sent together."""
    officers = {f"o{number:02d}": rules.Officer(f"o{number:02d}", "u") for number in range(OFFICERS)}
    selected = [rules.Selected("", f"c{number}", "S1") for number in range(CANDIDATES)]
    strata = [rules.Stratum("S1", CANDIDATES, CANDIDATES)]
    pairs: Counter[tuple[str, str]] = Counter()
    for seed in seeds(draws):
        made = rules.assign(
            seed=seed, selected=selected, strata=strata, officers=officers, recused={}, team_size=2, max_load=9
        )
        pairs.update(_sorted_pairs(team["officers"] for team in made.teams))
    return pairs


def pairing(times: Mapping[tuple[str, str], int], draws: int) -> tuple[float, int]:
    """Chi-square of the pairs and its degrees of freedom.

    Each draw is a perfect matching of N officers: a pair comes up with 1/(N−1), and because everybody is in exactly one
    pair the counts vary in N(N−3)/2 dimensions only, in each by (N−2)/((N−1)(N−3)) a draw.
    """
    everyone = [f"o{number:02d}" for number in range(OFFICERS)]
    expected = draws / (OFFICERS - 1)
    variance = draws * (OFFICERS - 2) / ((OFFICERS - 1) * (OFFICERS - 3))
    scatter = sum((times.get(pair, 0) - expected) ** 2 for pair in combinations(everyone, 2))
    return scatter / variance, OFFICERS * (OFFICERS - 3) // 2


def _sorted_pairs(teams: Iterable[list[str]]) -> Iterator[tuple[str, str]]:
    for one, other in teams:
        yield (one, other) if one < other else (other, one)
