"""The platform's own draw: 陈静 of the business office commits, two witnesses reveal, the record stands."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.draw import queries, rules
from yishang.kernel.draw import services as draws
from yishang.kernel.draw.models import Draw
from yishang.kernel.draw.rules import StratumPool
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal.rules import Signer

pytestmark = pytest.mark.django_db

MONDAY = datetime(2019, 12, 30, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
CHEN_JING = Signer(id=1, name="陈静", role="MBO", unit_name="市营商办")
WANG_LI = Signer(id=2, name="王莉", role="ENT", unit_name="秦都机械")
ZHAO_QIANG = Signer(id=3, name="赵强", role="AUD", unit_name="市公证处")
WANG_VALUE, ZHAO_VALUE = b"\x01" * 16, b"\x02" * 32
NEW_VALUES = (b"\x03" * 16, b"\x04" * 16)
CASES = [f"SQ-610402-20191209-{number:04d}" for number in range(1, 11)]


def promise(witness_id: str, value: bytes, role: str = "企业代表") -> dict[str, str]:
    return {"id": witness_id, "role": role, "commitment": hashlib.sha256(value).hexdigest()}


def seen_by(*witnesses: dict[str, str]) -> rules.WitnessBeacon:
    return rules.WitnessBeacon.of(witnesses)


def commit(**changes: Any) -> Draw:
    """陈静 commits to a call-back sample of two out of ten, with 王莉 and 赵强 as witnesses."""
    facts: dict[str, Any] = {
        "actor": CHEN_JING,
        "draw_id": "HF-201912",
        "title": "2019 年 12 月回访抽样",
        "purpose": "outreach.call_back",
        "strata": {"S1": StratumPool(CASES, 2)},
        "beacon": seen_by(promise("wang", WANG_VALUE), promise("zhao", ZHAO_VALUE, "公证员")),
        "at": MONDAY,
    }
    return draws.commit_draw(**(facts | changes))


def wang_reveals(value: bytes = WANG_VALUE, draw_id: str = "HF-201912") -> Draw:
    return draws.reveal(actor=WANG_LI, draw_id=draw_id, witness_id="wang", value_hex=value.hex(), at=MONDAY)


def zhao_reveals() -> Draw:
    return draws.reveal(actor=ZHAO_QIANG, draw_id="HF-201912", witness_id="zhao", value_hex=ZHAO_VALUE.hex(), at=MONDAY)


def void(reason: str = "赵强逾期未公布", **changes: Any) -> Draw:
    facts = {"actor": CHEN_JING, "draw_id": "HF-201912", "reason": reason, "at": MONDAY + timedelta(days=1)}
    return draws.void_draw(**(facts | changes))


def verbs(draw_id: str = "HF-201912") -> list[str]:
    return [fact.verb for fact in journal.timeline(f"draw:{draw_id}", include_internal=True)]


def test_the_last_reveal_makes_a_record_that_anyone_can_verify() -> None:
    commit()
    waiting = wang_reveals()
    made = zhao_reveals()

    assert waiting.state == Draw.State.COMMITTED
    assert made.state == Draw.State.DRAWN
    verdict = rules.verify_record(queries.record_files("HF-201912"))
    assert (verdict.pool_size, verdict.selected) == (10, 2)
    assert verdict.commitment_sha256 == made.commitment_sha256
    assert len(queries.selected_ids("HF-201912")) == 2
    assert set(queries.selected_ids("HF-201912")) < set(CASES)
    assert sorted(verbs()) == ["draw.committed", "draw.drawn", "draw.revealed", "draw.revealed"]


def test_the_order_in_which_witnesses_speak_changes_nothing() -> None:
    commit()
    zhao_reveals()
    wang_reveals()

    record = rules.read_json(queries.record_files("HF-201912")["record.json"], "record.json")
    assert record["reveals"] == [WANG_VALUE.hex(), ZHAO_VALUE.hex()]


def test_the_commitment_is_published_before_and_never_changes() -> None:
    before = commit().commitment
    published = queries.commitment_file("HF-201912")
    wang_reveals()
    zhao_reveals()

    assert published == before.encode() == queries.commitment_file("HF-201912")
    assert hashlib.sha256(published).hexdigest() == queries.draw("HF-201912").commitment_sha256
    assert rules.read_json(published, "commitment")["created_at"] == "2019-12-30T09:00:00+08:00"


def test_saying_the_same_twice_changes_nothing() -> None:
    commit()
    wang_reveals()
    wang_reveals()
    zhao_reveals()
    again = wang_reveals()

    assert again.state == Draw.State.DRAWN
    assert verbs().count("draw.revealed") == 2


def test_a_value_pasted_in_groups_and_capitals_is_understood() -> None:
    commit()
    pasted = " ".join([ZHAO_VALUE.hex().upper()[:32], ZHAO_VALUE.hex()[32:]]) + "\n"
    draws.reveal(actor=ZHAO_QIANG, draw_id="HF-201912", witness_id="zhao", value_hex=pasted, at=MONDAY)

    assert wang_reveals().state == Draw.State.DRAWN


@pytest.mark.parametrize("value_hex", ["", "00" * 16, "no hex", WANG_VALUE.hex()[:-2], "０" * 32])
def test_another_value_than_promised_is_refused_and_may_be_tried_again(value_hex: str) -> None:
    commit()

    with pytest.raises(rules.NotThePromisedValue) as refusal:
        draws.reveal(actor=WANG_LI, draw_id="HF-201912", witness_id="wang", value_hex=value_hex, at=MONDAY)

    assert refusal.value.next_step
    assert wang_reveals().reveals == {"wang": WANG_VALUE.hex()}


def test_a_short_value_is_refused_even_with_its_digest() -> None:
    commit(beacon=seen_by(promise("wang", b"short"), promise("zhao", ZHAO_VALUE)))

    with pytest.raises(rules.NotThePromisedValue):
        wang_reveals(b"short")


def test_who_is_no_witness_cannot_reveal() -> None:
    commit()

    with pytest.raises(rules.NoSuchWitness):
        draws.reveal(actor=CHEN_JING, draw_id="HF-201912", witness_id="chen", value_hex="00" * 16, at=MONDAY)


def test_nothing_can_be_revealed_for_an_unknown_draw() -> None:
    with pytest.raises(rules.DrawNotFound):
        wang_reveals(draw_id="HF-000000")


def test_nothing_can_be_revealed_after_a_void() -> None:
    commit()
    void()

    with pytest.raises(rules.DrawNotOpen):
        wang_reveals()


def test_a_void_stays_with_its_reason_and_the_names_awaited() -> None:
    commit()
    wang_reveals()
    voided = void()

    assert (voided.state, voided.void_reason) == (Draw.State.VOID, "赵强逾期未公布")
    fact = next(
        fact for fact in journal.timeline("draw:HF-201912", include_internal=True) if fact.verb == "draw.voided"
    )
    assert fact.data == {"reason": "赵强逾期未公布", "awaited": ["zhao"]}
    with pytest.raises(rules.DrawNotMade, match="赵强逾期未公布"):
        queries.record_files("HF-201912")


def test_a_made_draw_cannot_be_voided() -> None:
    commit()
    wang_reveals()
    zhao_reveals()

    with pytest.raises(rules.DrawNotOpen):
        void()


@pytest.mark.parametrize("reason", ["", "  ", "一\n二", "长" * 501])
def test_a_void_needs_a_reason_that_can_be_published(reason: str) -> None:
    commit()

    with pytest.raises(InvalidInput) as refusal:
        void(reason)

    assert list(refusal.value.fields) == ["reason"]


def test_there_is_no_result_before_all_have_revealed() -> None:
    commit()
    wang_reveals()

    with pytest.raises(rules.DrawNotMade) as refusal:
        queries.selected_ids("HF-201912")

    assert "zhao" in refusal.value.next_step


def test_a_number_is_used_once() -> None:
    commit()

    with pytest.raises(rules.DrawIdTaken):
        commit(title="另一次")

    assert queries.draw("HF-201912").title == "2019 年 12 月回访抽样"


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("draw_id", {"draw_id": ""}),
        ("draw_id", {"draw_id": "H" * 60}),
        ("title", {"title": " "}),
        ("title", {"title": "回\x00访"}),
        ("purpose", {"purpose": ""}),
        ("strata", {"strata": {"S1": StratumPool([], 0)}}),
        ("strata", {"strata": {}}),
    ],
)
def test_wrong_input_is_told_at_its_field(field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput) as refusal:
        commit(**changes)

    assert list(refusal.value.fields) == [field]


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("commitment/strata/0/take", {"strata": {"S1": StratumPool(CASES, 11)}}),
        ("pool.tsv/2", {"strata": {"S1": StratumPool(["a", "a"], 1)}}),
        ("pool.tsv/2", {"strata": {"S1": StratumPool(["a"], 1), "S2": StratumPool(["a"], 1)}}),
        ("commitment/beacon/witnesses", {"beacon": seen_by(promise("wang", WANG_VALUE))}),
        ("commitment/beacon/witnesses", {"beacon": seen_by(promise("w", WANG_VALUE), promise("w", ZHAO_VALUE))}),
    ],
)
def test_a_draw_that_cannot_be_made_is_not_committed_to(place: str, changes: dict[str, Any]) -> None:
    with pytest.raises(rules.MalformedDraw) as refusal:
        commit(**changes)

    assert refusal.value.place == place
    assert not Draw.objects.exists()


def test_two_witnesses_with_one_promise_are_one_witness() -> None:
    with pytest.raises(rules.WitnessNotIndependent):
        commit(beacon=seen_by(promise("wang", WANG_VALUE), promise("zhao", WANG_VALUE)))


def repeat(**changes: Any) -> Draw:
    one, two = NEW_VALUES
    facts = {
        "draw_id": "HF-201912-2",
        "repeats": "HF-201912",
        "beacon": seen_by(promise("li", one), promise("sun", two)),
    }
    return commit(**(facts | changes))


def test_a_void_is_repeated_openly_with_new_witnesses() -> None:
    commit()
    void()
    repeated = repeat()

    published = rules.read_json(queries.commitment_file("HF-201912-2"), "commitment")
    assert published["repeats"] == {"draw_id": "HF-201912", "reason": "赵强逾期未公布"}
    assert repeated.repeats == queries.draw("HF-201912")


def test_who_took_part_in_a_void_is_no_witness_of_its_repetition() -> None:
    commit()
    void()

    with pytest.raises(rules.WitnessNotIndependent, match="zhao"):
        repeat(beacon=seen_by(promise("li", NEW_VALUES[0]), promise("zhao", NEW_VALUES[1])))
    with pytest.raises(rules.WitnessNotIndependent, match="sun"):
        repeat(beacon=seen_by(promise("li", NEW_VALUES[0]), promise("sun", ZHAO_VALUE)))


def test_only_a_void_is_repeated_and_only_once() -> None:
    commit()
    with pytest.raises(rules.DrawNotRepeatable):
        repeat()
    with pytest.raises(rules.DrawNotFound):
        repeat(repeats="HF-000000")
    void()
    repeat()

    with pytest.raises(rules.DrawNotRepeatable):
        repeat(draw_id="HF-201912-3")
