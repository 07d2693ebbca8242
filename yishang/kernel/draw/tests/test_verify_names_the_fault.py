"""Whoever changes anything in a published record is found out, and the place is named."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from yishang.kernel.draw import rules
from yishang.kernel.draw.tests.conftest import Example

Change = Callable[[dict[str, Any]], Any]


def rewritten(files: dict[str, bytes], change: Change) -> dict[str, bytes]:
    """The same files with a changed record, written canonically again."""
    record = json.loads(files["record.json"])
    change(record)
    return files | {"record.json": rules.record_bytes(record)}


def place_of_fault(files: dict[str, bytes]) -> str:
    with pytest.raises(rules.DrawRefusal) as refusal:
        rules.verify_record(files)
    return refusal.value.place


def test_an_honest_record_is_confirmed(example: Example) -> None:
    verdict = rules.verify_record(example.files)

    assert (verdict.draw_id, verdict.pool_size, verdict.selected) == ("CJ-2026-1", 7, 3)
    assert verdict.commitment_sha256 == example.commitment.digest.hex()


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.update(title="换了名称"),
        lambda it: it.update(draw_id="CJ-2026-2"),
        lambda it: it.update(created_at="2026-11-22T09:00:01+08:00"),
        lambda it: it.update(max_load=1),
        lambda it: it.update(repeats={"draw_id": "CJ-0", "reason": "故障"}),
        lambda it: it["strata"][0].update(take=3),
        lambda it: it["strata"][0].update(skills=["食品"]),
        lambda it: it.update(pool_sha256="0" * 64),
        lambda it: it["beacon"]["witnesses"][0].update(role="经办人"),
        lambda it: it["beacon"]["witnesses"][0].update(id="w9"),
        lambda it: it["beacon"]["witnesses"][0].update(commitment="0" * 64),
        lambda it: it["beacon"]["witnesses"].reverse(),
    ],
)
def test_a_changed_commitment_no_longer_has_its_digest(example: Example, change: Change) -> None:
    files = rewritten(example.files, lambda record: change(record["commitment"]))

    assert place_of_fault(files) == "commitment_sha256"


def test_a_changed_commitment_with_a_new_digest_leads_to_another_seed(example: Example) -> None:
    def retitle(record: dict[str, Any]) -> None:
        record["commitment"]["title"] = "换了名称"
        record["commitment_sha256"] = rules.sha256_hex(rules.canonical_json(record["commitment"]))

    assert place_of_fault(rewritten(example.files, retitle)) == "seed"


@pytest.mark.parametrize(
    ("place", "change"),
    [
        ("commitment_sha256", lambda it: it.update(commitment_sha256="0" * 64)),
        ("commitment_sha256", lambda it: it.update(commitment_sha256=it["commitment_sha256"].upper())),
        ("reveals/1", lambda it: it["reveals"].__setitem__(1, "00" * 20)),
        ("reveals/1", lambda it: it["reveals"].pop()),
        ("reveals/0", lambda it: it["reveals"].reverse()),
        ("seed", lambda it: it.update(seed="0" * 64)),
        ("selected/0/score", lambda it: it["selected"][0].update(score="0" * 64)),
        ("selected/1/stratum", lambda it: it["selected"][1].update(stratum="S2")),
        ("selected/2/id", lambda it: it["selected"][2].update(id="甲厂")),
        ("selected/0/id", lambda it: it["selected"].reverse()),
        ("selected", lambda it: it["selected"].pop()),
        ("selected", lambda it: it["selected"].append(it["selected"][0])),
        ("selected/0/id", lambda it: it["selected"][0].update(id=7)),
        ("selected/0/note", lambda it: it["selected"][0].update(note="x")),
        ("selected/0", lambda it: it["selected"].__setitem__(0, "甲厂")),
        ("selected", lambda it: it.update(selected={})),
        ("teams", lambda it: it["teams"].append({"id": "east", "officers": []})),
        ("unassigned", lambda it: it["unassigned"].append({"id": "east", "lacking": []})),
        ("record.json/note", lambda it: it.update(note="x")),
        ("record.json/teams", lambda it: it.pop("teams")),
        ("record.json", lambda it: it.pop("commitment")),
        ("commitment/version", lambda it: it["commitment"].update(version=2)),
    ],
)
def test_a_changed_record_is_found_where_it_was_changed(example: Example, place: str, change: Change) -> None:
    assert place_of_fault(rewritten(example.files, change)) == place


@pytest.mark.parametrize(
    ("place", "old", "new"),
    [
        ("pool.tsv", b"west", b"wesu"),
        ("pool.tsv/3", b"west\tS2", b"west\tS9"),
        ("pool.tsv/2", b"north", b"aorth"),
        ("pool.tsv", b"west\tS2\n", b""),
        ("pool.tsv", b"west\tS2\n", b"wesf\tS2\nwest\tS2\n"),
    ],
)
def test_a_changed_pool_is_found(example: Example, place: str, old: bytes, new: bytes) -> None:
    files = example.files

    assert place_of_fault(files | {"pool.tsv": files["pool.tsv"].replace(old, new)}) == place


@pytest.mark.parametrize("name", rules.FILES)
def test_a_missing_file_is_named(example: Example, name: str) -> None:
    files = example.files
    del files[name]

    assert place_of_fault(files) == name


@pytest.mark.parametrize("name", ["officers.tsv", "recusals.tsv"])
def test_officers_slipped_in_afterwards_are_found(example: Example, name: str) -> None:
    assert place_of_fault(example.files | {name: b"x\ty\t\n"}).startswith(name)


@pytest.mark.parametrize(
    "rewrite",
    [
        lambda text: text[:-1],
        lambda text: text + b"\n",
        lambda text: text.replace(b",", b", ", 1),
        lambda text: json.dumps(json.loads(text)).encode() + b"\n",
    ],
)
def test_a_record_written_in_another_spelling_is_refused(example: Example, rewrite: Callable[[bytes], bytes]) -> None:
    files = example.files

    assert place_of_fault(files | {"record.json": rewrite(files["record.json"])}) == "record.json"


@pytest.mark.parametrize("text", [b"", b"[]\n", b"null\n", b"{}\n", b"\xff\n"])
def test_what_is_no_record_at_all_is_refused(example: Example, text: bytes) -> None:
    assert place_of_fault(example.files | {"record.json": text}) == "record.json"


def chained(example: Example, *entries: dict[str, Any]) -> bytes:
    """An events file whose entries hang on the record and on one another."""
    previous = rules.sha256_hex(rules.canonical_json(example.record))
    for entry in entries:
        entry.setdefault("previous", previous)
        previous = rules.sha256_hex(rules.canonical_json(entry))
    return rules.canonical_json(list(entries))


def event(kind: str, **more: str) -> dict[str, Any]:
    return {"at": "2026-12-01T10:00:00+08:00", "kind": kind, "reason": "已迁出本市", **more}


def reserve(example: Example) -> list[str]:
    stratum = example.commitment.strata[0]
    seed = bytes.fromhex(example.record["seed"])
    return rules.order_of(seed=seed, pool=example.pool, stratum=stratum)[stratum.take :]


def selected_in_s1(example: Example) -> list[str]:
    return [row["id"] for row in example.record["selected"] if row["stratum"] == "S1"]


def test_replacements_follow_the_reserve_list(example: Example) -> None:
    first, second = reserve(example)
    gone = selected_in_s1(example)[0]
    events = chained(
        example,
        event("replacement", out=gone, **{"in": first}),
        event("replacement", out=first, **{"in": second}),
        event("withdrawn"),
    )

    assert rules.verify_record(example.files | {"events.json": events}).selected == 3


def test_a_replacement_out_of_turn_is_found(example: Example) -> None:
    events = chained(example, event("replacement", out=selected_in_s1(example)[0], **{"in": reserve(example)[1]}))

    assert place_of_fault(example.files | {"events.json": events}) == "events/0/in"


def test_a_replacement_of_somebody_not_selected_is_found(example: Example) -> None:
    events = chained(example, event("replacement", out=reserve(example)[0], **{"in": reserve(example)[0]}))

    assert place_of_fault(example.files | {"events.json": events}) == "events/0/out"


def test_a_replacement_beyond_the_reserve_is_found(example: Example) -> None:
    first, second = reserve(example)
    one, two = selected_in_s1(example)
    events = chained(
        example,
        event("replacement", out=one, **{"in": first}),
        event("replacement", out=two, **{"in": second}),
        event("replacement", out=first, **{"in": one}),
    )

    assert place_of_fault(example.files | {"events.json": events}) == "events/2/in"


@pytest.mark.parametrize(
    ("place", "entry"),
    [
        ("events/0/previous", event("void", previous="0" * 64)),
        ("events/0/kind", event("forgotten")),
        ("events/0/id", event("reassignment")),
        ("events/0/reason", {"at": "2026-12-01T10:00:00+08:00", "kind": "void"}),
        ("events/0/out", event("replacement")),
    ],
)
def test_an_unsound_entry_is_named(example: Example, place: str, entry: dict[str, Any]) -> None:
    assert place_of_fault(example.files | {"events.json": chained(example, dict(entry))}) == place


def test_an_entry_removed_from_the_chain_is_missed(example: Example) -> None:
    whole = json.loads(chained(example, event("void"), event("withdrawn")))

    assert place_of_fault(example.files | {"events.json": rules.canonical_json(whole[1:])}) == "events/0/previous"
