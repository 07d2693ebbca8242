"""A round of drand decides: what the network signed for that round is taken, and nothing else.

The key pair and the signatures below were made for these tests (py_ecc), nobody's network signed them.
"""

import hashlib
import json
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.draw import queries, rules
from yishang.kernel.draw import services as draws
from yishang.kernel.draw.models import Draw
from yishang.kernel.draw.rules import DrandBeacon, StratumPool
from yishang.kernel.draw.tests.test_commit_reveal_draw import CHEN_JING, commit, void
from yishang.kernel.journal.rules import Signer

NINE = datetime(2019, 12, 30, 1, 0, tzinfo=UTC)
GENESIS = int(NINE.timestamp())  # rounds 1, 2, 3 … fall on 09:00:00, 09:00:30, 09:01:00
LI_FENG = Signer(id=4, name="李峰", role="DRL", unit_name="市市场监管局")
ON_G1 = "b57df4420f4a7a857108186197621e9f64218b3d353563d7b374c6c84535559e83769ba7049b42a39466b5f010d2bd9f"
ON_G2 = (
    "a52e771fb46659025cc736a6fbeb43929eb63fcfa951b424a04082b2a708a9b5b611ae286dc9be344718431c968011060e1720aa698cffbc"
    "cdce3a92ae125076243be82cf45eac7fda931208a091a359da60e8673668d37aecfaf7bca7a1419d"
)
ROUNDS = {
    "pedersen-bls-chained": (
        ON_G1,
        "aeebad4a796fcc2e15dc4c6061b45ed9b373f26adfc798ca7d2d8cc58182718e",
        "aef6196505b94bbb00982d49533cfe9aef7286bf64ce13138d3466b4902b0725671c0e7ebf265ec268b7ebdad477a84f0e56aad22b93"
        "f628e1b9fa19f3e1ac54289e96d6f8d9cec80dd04a75e520559e9b10922929e2b90c81d195503c3e5d48",
    ),
    "pedersen-bls-unchained": (
        ON_G1,
        "",
        "a9aaf50dca7289a7a092f02aa3ffb77ab769673dfa2ee2357bc9a49fb5df646214610ed485fbc1b7eb53c2491117b7da11eb1eb2ec0d"
        "ddf239276c381604ece6eac4d4d0a956b924beb4806bac5c66f06f2526629dae9401fb633eb388bbd0b5",
    ),
    "bls-unchained-g1-rfc9380": (
        ON_G2,
        "",
        "94d9f3b273dbf22040a8085089749a3feacae771a6a6d44c27c9a407dc734cbddf905397a90f4fc7f5f691ec9bffacd3",
    ),
}
NEWEST, CHAINED = "bls-unchained-g1-rfc9380", "pedersen-bls-chained"


def named(scheme: str = NEWEST, **changes: Any) -> DrandBeacon:
    facts = {"chain_hash": "00" * 32, "public_key": ROUNDS[scheme][0], "scheme": scheme}
    return replace(DrandBeacon(**facts, genesis_time=GENESIS, period=30, round=3), **changes)


def spoken(scheme: str = NEWEST, **changes: Any) -> dict[str, Any]:
    _, previous, signature = ROUNDS[scheme]
    return {"round": 3, "previous_signature": previous, "signature": signature, **changes}


def place_of_fault(beacon: DrandBeacon, said: Any) -> str:
    with pytest.raises(rules.DrawRefusal) as refusal:
        rules.randomness_of_round(beacon, said)
    return refusal.value.place


@pytest.mark.parametrize("scheme", ROUNDS)
def test_a_signed_round_is_the_randomness(scheme: str) -> None:
    expected = hashlib.sha256(bytes.fromhex(ROUNDS[scheme][2])).digest()

    assert rules.randomness_of_round(named(scheme), spoken(scheme)) == expected


@pytest.mark.parametrize(
    ("place", "scheme", "changes"),
    [
        ("beacon/round", NEWEST, {"round": 4}),
        ("beacon/round", NEWEST, {"round": "3"}),
        ("beacon/round", NEWEST, {"round": True}),
        ("beacon/previous_signature", NEWEST, {"previous_signature": "00"}),
        ("beacon/previous_signature", CHAINED, {"previous_signature": ""}),
        ("beacon/previous_signature", CHAINED, {"previous_signature": None}),
        ("beacon/signature", CHAINED, {"previous_signature": "00" * 32}),
        ("beacon/signature", NEWEST, {"signature": ""}),
        ("beacon/signature", NEWEST, {"signature": ROUNDS[NEWEST][2].upper()}),
        ("beacon/signature", NEWEST, {"signature": ROUNDS[CHAINED][2]}),
        ("beacon/signature", NEWEST, {"signature": "c0" + "00" * 47}),  # the point at infinity
        ("beacon/signature", NEWEST, {"signature": "ff" * 48}),
        ("beacon/signature", NEWEST, {"signature": "b4" + ROUNDS[NEWEST][2][2:]}),  # the point's mirror image
        ("beacon/signature", NEWEST, {"signature": ON_G1}),  # a point of the group, signed by nobody
        ("beacon/randomness", NEWEST, {"randomness": "00" * 32}),
    ],
)
def test_anything_else_is_refused_at_its_place(place: str, scheme: str, changes: dict[str, Any]) -> None:
    assert place_of_fault(named(scheme), spoken(scheme, **changes)) == place


def test_checking_a_signature_leaves_the_process_as_careful_as_it_was() -> None:
    """The library raises the limit of recursion when it is imported; JSON nested without end would end the process."""
    before = sys.getrecursionlimit()
    rules.public_key_of(named())

    assert sys.getrecursionlimit() == before < 10_000


@pytest.mark.parametrize("said", [None, [], "00", {}])
def test_what_is_no_round_is_refused(said: Any) -> None:
    assert place_of_fault(named(), said).startswith("beacon")


def test_a_signature_of_another_round_is_none_of_this() -> None:
    assert place_of_fault(replace(named(), round=4), spoken(round=4)) == "beacon/signature"


def test_a_signature_under_another_scheme_is_refused() -> None:
    unchained = "pedersen-bls-unchained"
    assert place_of_fault(named(CHAINED), spoken(unchained, previous_signature="00")) == "beacon/signature"


@pytest.mark.parametrize("key", ["00" * 96, "ff" * 96, "c0" + "00" * 95])
def test_a_key_that_is_no_point_is_refused(key: str) -> None:
    assert place_of_fault(named(public_key=key), spoken()) == "commitment/beacon/public_key"


def composed(beacon: DrandBeacon, created_at: datetime = NINE) -> rules.Commitment:
    pool = rules.pool_bytes({"S1": list("abcdefgh")})
    return rules.compose_commitment(
        draw_id="CJ-D",
        title="drand",
        created_at=created_at,
        pool_sha256=rules.sha256_hex(pool),
        strata=[rules.Stratum("S1", 8, 3)],
        beacon=beacon,
    )


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("commitment/beacon/round", {"round": 1}),  # spoken at the very moment of the commitment
        ("commitment/beacon/round", {"round": 0}),
        ("commitment/beacon/round", {"round": 2**64}),
        ("commitment/beacon/period", {"period": 0}),
        ("commitment/beacon/genesis_time", {"genesis_time": -1}),
        ("commitment/beacon/genesis_time", {"genesis_time": 1.5}),
        ("commitment/beacon/scheme", {"scheme": "bls-unchained-on-g1"}),
        ("commitment/beacon/scheme", {"scheme": 7}),
        ("commitment/beacon/public_key", {"public_key": ON_G1}),
        ("commitment/beacon/public_key", {"public_key": ON_G2.upper()}),
        ("commitment/beacon/chain_hash", {"chain_hash": "xy"}),
    ],
)
def test_a_beacon_that_cannot_decide_is_refused_in_the_commitment(place: str, changes: dict[str, Any]) -> None:
    with pytest.raises(rules.MalformedDraw) as refusal:
        composed(replace(named(), **changes))

    assert refusal.value.place == place


def test_the_first_round_after_the_commitment_will_do() -> None:
    assert composed(named(round=2)).beacon == named(round=2)


def test_a_record_decided_by_drand_is_verified() -> None:
    pool = rules.pool_bytes({"S1": list("abcdefgh")})
    record = rules.make_record(commitment=composed(named()), reveals=spoken(), pool=pool)
    files = rules.record_files(rules.record_bytes(record), pool)

    assert record["beacon"] == spoken()
    assert "reveals" not in record
    assert rules.verify_record(files).selected == 3

    forged = json.loads(files["record.json"]) | {"beacon": spoken(signature=ON_G1)}
    with pytest.raises(rules.RecordMismatch) as refusal:
        rules.verify_record(files | {"record.json": rules.record_bytes(forged)})
    assert refusal.value.place == "beacon/signature"


def take(**changes: Any) -> Draw:
    return draws.take_round(
        **{"actor": LI_FENG, "draw_id": "HF-201912", "at": NINE + timedelta(minutes=2), **spoken(), **changes}
    )


@pytest.mark.django_db
def test_taking_the_round_makes_the_draw_and_twice_is_once() -> None:
    commit(beacon=named(), strata={"S1": StratumPool(list("abcdefgh"), 3)})
    made = take()
    again = take()

    assert made.state == Draw.State.DRAWN
    assert again.record == made.record
    assert len(queries.outcome("HF-201912").selected) == 3
    with pytest.raises(rules.DrawNotOpen):
        take(signature=ON_G1)


@pytest.mark.django_db
def test_a_forged_round_leaves_the_draw_as_it_was() -> None:
    commit(beacon=named())

    with pytest.raises(rules.RecordMismatch):
        take(signature=ON_G1)
    with pytest.raises(rules.DrawNotMade, match="还没有结果"):
        queries.outcome("HF-201912")


@pytest.mark.django_db
def test_a_round_that_cannot_have_been_spoken_yet_is_refused() -> None:
    commit(beacon=named())
    with pytest.raises(rules.RecordMismatch, match="09:01:00 才产生"):
        take(at=NINE + timedelta(seconds=59))
    assert take(at=NINE + timedelta(seconds=60)).state == Draw.State.DRAWN


@pytest.mark.django_db
def test_witnesses_and_drand_do_not_stand_in_for_one_another() -> None:
    commit()
    with pytest.raises(rules.DrawNotOpen):
        take()
    commit(draw_id="D", beacon=named())
    with pytest.raises(rules.NoSuchWitness):
        draws.reveal(actor=CHEN_JING, draw_id="D", witness_id="wang", value_hex="00" * 16, at=NINE)


@pytest.mark.django_db
def test_a_void_may_be_repeated_by_drand() -> None:
    commit()
    void()

    assert commit(draw_id="HF-2", repeats="HF-201912", beacon=named()).repeats.draw_id == "HF-201912"


@pytest.mark.django_db
def test_a_key_that_could_never_decide_is_refused_before_anything_is_published() -> None:
    with pytest.raises(rules.MalformedDraw):
        commit(beacon=named(public_key="ff" * 96))

    assert not Draw.objects.exists()


@pytest.mark.django_db
def test_a_round_that_nobody_will_live_to_see_is_refused() -> None:
    with pytest.raises(InvalidInput, match="十年"):
        commit(beacon=named(round=2**62))

    assert not Draw.objects.exists()


# --- real rounds ---------------------------------------------------------------------------------------------------

CALLED = {"G1Pubkey": CHAINED, "G2PubkeyRfc": NEWEST, "pedersen-bls-unchained": "pedersen-bls-unchained"}


@pytest.mark.real_data
def test_real_rounds_are_judged_as_they_were(real_data: Path) -> None:
    """The file calls schemes by another library's names; the one of a former test network is not in our format."""
    judged = 0
    for one in json.loads((real_data / "randomness" / "drand_rounds.json").read_text()):
        if one["scheme"] not in CALLED:
            continue
        beacon = named(CALLED[one["scheme"]], public_key=one["public_key"], round=one["round"])
        said = {key: one[key] for key in ("round", "previous_signature", "signature")}
        judged += 1
        if one["valid"]:
            assert rules.randomness_of_round(beacon, said).hex() == one["randomness"]
        else:
            assert place_of_fault(beacon, said) == "beacon/signature"
    assert judged >= 4
