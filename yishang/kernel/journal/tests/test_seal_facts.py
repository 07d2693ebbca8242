import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from yishang.kernel.journal import jobs, queries, rules, services
from yishang.kernel.journal.models import Fact

DAY = datetime(2019, 12, 9, 1, 30, tzinfo=UTC)
WANG_LEI = rules.Signer(id=9, name="王磊", role="DEP", unit_name="市住建局")


def record(subject: str) -> Fact:
    return services.record(actor=WANG_LEI, verb="outreach.appeal.solved", subject=subject, at=DAY)


def leaf(digest: str) -> bytes:
    return hashlib.sha256(b"\x00" + bytes.fromhex(digest)).digest()


def node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class TestMerkleRoot:
    A, B, C, D, E = (hashlib.sha256(letter).hexdigest() for letter in (b"a", b"b", b"c", b"d", b"e"))

    def test_no_leaves_have_no_root(self) -> None:
        assert rules.merkle_root([]) == (0, "")

    def test_one_leaf_is_its_own_root_but_not_its_own_digest(self) -> None:
        assert rules.merkle_root([self.A]) == (1, leaf(self.A).hex())

    def test_an_odd_leaf_is_carried_up(self) -> None:
        root = node(node(leaf(self.A), leaf(self.B)), leaf(self.C))
        assert rules.merkle_root([self.A, self.B, self.C]) == (3, root.hex())

    def test_five_leaves(self) -> None:
        four = node(node(leaf(self.A), leaf(self.B)), node(leaf(self.C), leaf(self.D)))
        assert rules.merkle_root([self.A, self.B, self.C, self.D, self.E])[1] == node(four, leaf(self.E)).hex()

    def test_order_and_repetition_matter(self) -> None:
        roots = [rules.merkle_root(leaves)[1] for leaves in ([self.A, self.B], [self.B, self.A], [self.A, self.B] * 2)]
        assert len(set(roots)) == 3


@pytest.mark.django_db
class TestSeal:
    def test_a_seal_takes_every_fact_since_the_last_one_and_signs_it(self) -> None:
        facts = [record("unit:1"), record("unit:2"), record("unit:1")]
        first = services.seal_facts(at=DAY)
        later = record("unit:2")
        second = services.seal_facts(at=DAY + timedelta(minutes=10))
        assert first and second
        assert (first.number, first.facts, first.previous) == (1, 3, "")
        assert (first.first_fact, first.last_fact) == (facts[0].pk, facts[2].pk)
        assert first.root == rules.merkle_root([fact.digest for fact in facts])[1]
        assert (second.number, second.facts, second.previous) == (2, 1, first.digest)
        assert second.first_fact == second.last_fact == later.pk
        assert [seal.number for seal in queries.seals()] == [2, 1]

    def test_where_nothing_happened_nothing_is_sealed(self) -> None:
        assert services.seal_facts(at=DAY) is None
        record("unit:1")
        services.seal_facts(at=DAY)
        assert services.seal_facts(at=DAY) is None
        assert len(queries.seals()) == 1

    def test_the_job_seals_by_itself(self) -> None:
        record("unit:1")
        jobs.seal()
        assert Fact.objects.get().seal_id == 1
