"""The draw as anybody could write it down from the format's page, beside ours."""

import hashlib
import hmac
import json
import tracemalloc
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from yishang.kernel.draw import rules
from yishang.kernel.draw.tests.conftest import STRATA, TAKES, VALUES, Example, promised


def canonical(value: Any) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def draw_by_hand(commitment: dict, values: tuple[bytes, ...], strata: dict[str, list[str]]) -> tuple[str, list]:
    """A second implementation, from the text of the format and sharing no code with ours."""
    seed = sha(sha(canonical(commitment)) + sha(b"".join(values)))
    scores = {
        (name, each): hmac.new(seed, b"select:" + each.encode(), "sha256").hexdigest()
        for name, ids in strata.items()
        for each in ids
    }
    rows = []
    for part in commitment["strata"]:
        mine = sorted((score, each) for (name, each), score in scores.items() if name == part["name"])
        rows += [(score, each, part["name"]) for score, each in mine[: part["take"]]]
    return seed.hex(), [{"id": each, "stratum": name, "score": score} for score, each, name in sorted(rows)]


def test_the_record_is_what_a_second_implementation_draws(example: Example) -> None:
    seed, selected = draw_by_hand(example.commitment.document, VALUES, STRATA)

    assert example.record == {
        "commitment": example.commitment.document,
        "commitment_sha256": sha(canonical(example.commitment.document)).hex(),
        "reveals": [value.hex() for value in VALUES],
        "seed": seed,
        "selected": selected,
        "teams": [],
        "unassigned": [],
    }
    assert rules.record_bytes(example.record) == canonical(example.record) + b"\n"


def test_the_record_of_a_fixed_day_never_changes(example: Example) -> None:
    assert example.commitment.digest.hex() == "76fb94db657808d23a2055d465a1bef2987554475fff0537417563fe371d7e73"
    assert example.record["seed"] == "e2edbd72066cd496499ebe7066865eefc5746adc582176fffc3c5eb86f58e51d"
    assert [row["id"] for row in example.record["selected"]] == ["east", "乙厂", "丁厂"]


def test_a_commitment_reads_like_the_one_in_the_format(example: Example) -> None:
    assert example.commitment.document == {
        "version": 1,
        "draw_id": "CJ-2026-1",
        "title": "回访抽样",
        "created_at": "2026-11-22T09:00:00+08:00",
        "pool_sha256": hashlib.sha256(example.pool).hexdigest(),
        "pool_size": 7,
        "strata": [
            {"name": "S1", "size": 4, "take": 2, "skills": []},
            {"name": "S2", "size": 3, "take": 1, "skills": []},
        ],
        "officers_sha256": hashlib.sha256(b"").hexdigest(),
        "recusals_sha256": hashlib.sha256(b"").hexdigest(),
        "team_size": 0,
        "max_load": 0,
        "algorithm": "hmac-sha256-lowest/1",
        "repeats": None,
        "beacon": {
            "kind": "witnesses",
            "witnesses": [
                {"id": "w1", "role": "企业代表", "commitment": hashlib.sha256(VALUES[0]).hexdigest()},
                {"id": "w2", "role": "公证员", "commitment": hashlib.sha256(VALUES[1]).hexdigest()},
            ],
        },
    }


def test_pool_lines_are_sorted_by_their_bytes_and_end_with_lf() -> None:
    pool = rules.pool_bytes({"S2": ["b", "乙"], "S1": ["a", "B", "b1"]})

    assert pool == "B\tS1\na\tS1\nb\tS2\nb1\tS1\n乙\tS2\n".encode()


def test_ids_that_continue_one_another_still_stand_as_neighbours_of_themselves_only() -> None:
    pool = rules.pool_bytes({"S1": ["a", "a b", "a!", "ab"]})

    assert [identifier for identifier, _ in rules.candidates(pool)] == [b"a", b"a b", b"a!", b"ab"]


def test_the_reserve_goes_on_where_the_selection_stopped(example: Example) -> None:
    record = example.record
    stratum = example.commitment.strata[0]
    order = rules.order_of(seed=bytes.fromhex(record["seed"]), pool=example.pool, stratum=stratum)

    assert order[: TAKES["S1"]] == [row["id"] for row in record["selected"] if row["stratum"] == "S1"]
    assert sorted(order) == sorted(STRATA["S1"])


def test_the_order_of_the_witnesses_matters(example: Example) -> None:
    turned = rules.randomness_of(promised(*VALUES[::-1]), [value.hex() for value in VALUES[::-1]])

    assert turned != rules.randomness_of(example.commitment.witnesses, example.reveals)


def test_taking_all_or_none_of_a_stratum_is_a_draw_too() -> None:
    pool = rules.pool_bytes(STRATA)
    strata = [rules.Stratum("S1", 4, 4), rules.Stratum("S2", 3, 0)]

    assert {each.id for each in rules.select(seed=bytes(32), pool=pool, strata=strata)} == set(STRATA["S1"])


def test_a_large_pool_is_walked_without_holding_its_candidates() -> None:
    size = 60_000
    pool = rules.pool_bytes({"S1": [f"{number:08d}" for number in range(size)]})
    stratum = rules.Stratum("S1", size, 100)

    tracemalloc.start()
    selected = rules.select(seed=bytes(32), pool=pool, strata=[stratum])
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert [each.id for each in selected] == rules.order_of(seed=bytes(32), pool=pool, stratum=stratum)[:100]
    assert peak < 1_000_000  # 60,000 scored candidates would be above 10 MB


@pytest.mark.parametrize(
    ("size", "ratio", "count"),
    [
        (341, Decimal("0.2"), 69),
        (5, Decimal("0.2"), 1),
        (0, Decimal("0.2"), 0),
        (100, Decimal("0.07"), 7),
        (3_250_000, Decimal("0.03"), 97_500),
        (10, Fraction(1, 3), 4),
        (7, Decimal(1), 7),
    ],
)
def test_a_ratio_becomes_a_count_rounded_up(size: int, ratio: Decimal | Fraction, count: int) -> None:
    assert rules.count_for_ratio(size, ratio) == count


@pytest.mark.parametrize("ratio", [Decimal("1.01"), Decimal("-0.1")])
def test_a_ratio_beyond_the_whole_is_refused(ratio: Decimal) -> None:
    with pytest.raises(rules.MalformedDraw):
        rules.count_for_ratio(10, ratio)


def test_a_float_is_no_ratio() -> None:
    with pytest.raises(TypeError):
        rules.count_for_ratio(100, 0.07)


def test_a_pseudonym_is_the_digest_of_nonce_and_id() -> None:
    assert rules.pseudonym(bytes(16), "甲厂") == hashlib.sha256(bytes(16) + "甲厂".encode()).hexdigest()
    with pytest.raises(ValueError, match="16 bytes"):
        rules.pseudonym(b"short", "甲厂")
