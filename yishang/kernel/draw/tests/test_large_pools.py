"""A pool too large for one piece is frozen in chunks, and nobody can tell from the outcome."""

import hashlib
from collections.abc import Iterator

import pytest

from yishang.kernel.draw import queries, rules
from yishang.kernel.draw.models import PoolChunk
from yishang.kernel.draw.rules import StratumPool
from yishang.kernel.draw.rules.pool import LINES_IN_MEMORY
from yishang.kernel.draw.services.committing import LINES_A_CHUNK
from yishang.kernel.draw.tests.test_draw_with_officers import OWN, commit, reveal_all


def shops(count: int) -> Iterator[str]:
    """Ids as a query hands them over: once, one after the other."""
    return (f"91610300{number * 7919 % 1_000_003:010d}" for number in range(count))


@pytest.mark.django_db
def test_a_pool_of_several_chunks_is_one_pool() -> None:
    count = 2 * LINES_A_CHUNK + 100
    commit(strata={"A": StratumPool(shops(count), 30)}, officers=[], recusals=[], team_size=0)
    reveal_all()
    files, own = queries.record_files(OWN), set(shops(count))

    assert PoolChunk.objects.count() == 3
    assert rules.verify_record(files).pool_size == count
    assert {one for one, _ in queries.outcome(OWN).selected} < own
    for shop in list(own)[:: count // 20]:
        line = rules.pseudonym(bytes.fromhex(queries.nonce_of(OWN, shop)), shop)
        assert f"{line}\tS1\n".encode() in files["pool.tsv"]


@pytest.mark.django_db
def test_an_id_twice_is_found_across_chunks() -> None:
    twice = [*shops(LINES_A_CHUNK), next(shops(1))]

    with pytest.raises(rules.MalformedDraw, match="编号重复"):
        commit(strata={"A": StratumPool(twice, 30)}, officers=[], recusals=[], team_size=0)
    assert not PoolChunk.objects.exists()


def test_lines_beyond_memory_are_sorted_on_the_disk() -> None:
    lines = [b"%d\n" % (number * 7919 % 1_000_003) for number in range(LINES_IN_MEMORY + 1000)]

    assert hashlib.sha256(b"".join(rules.sorted_lines(iter(lines)))).digest() == (
        hashlib.sha256(b"".join(sorted(lines))).digest()
    )
