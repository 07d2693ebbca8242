"""One byte changed in whatever file is found by the platform and by the single-file verifier, at the same place."""

import copy
import gzip
import json
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import example as also
from hypothesis import given, settings
from hypothesis import strategies as st

from yishang.kernel.draw import rules
from yishang.kernel.draw.tests import staffed
from yishang.kernel.draw.tests.test_drand_decides import composed, named, spoken

ALONE = Path(rules.__file__).parents[1] / "static" / "draw" / "verify_draw.py"


@cache
def alone() -> ModuleType:
    """The single file, as if just downloaded."""
    spec = spec_from_file_location("verify_draw", ALONE)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def ours(files: dict[str, bytes]) -> str:
    """The place at which the platform finds a fault, or nothing."""
    try:
        rules.verify_record(files)
    except rules.DrawRefusal as refusal:
        return refusal.place
    return ""


def theirs(files: dict[str, bytes], folder: Path) -> str:
    """The place at which the single file does."""
    for old in folder.iterdir():
        old.unlink()
    for name, data in files.items():
        (folder / name).write_bytes(data)
    try:
        alone().verify(str(folder))
    except alone().Fault as fault:
        return str(fault.args[0])
    return ""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("record")


def test_the_whole_example_is_confirmed_by_both(folder: Path) -> None:
    verdict = rules.verify_record(staffed.FILES)

    assert (verdict.selected, verdict.events) == (7, 5)
    assert verdict.teams + verdict.unassigned == 7
    assert {entry["kind"] for entry in staffed.EVENTS} == {"replacement", "reassignment", "withdrawn"}
    assert theirs(staffed.FILES, folder) == ""


OF_FILE = {
    "pool.tsv": ("pool.tsv",),
    "officers.tsv": ("officers.tsv",),
    "recusals.tsv": ("recusals.tsv",),
    "events.json": ("events",),
    "record.json": ("record.json", "commitment", "reveals", "seed", "selected", "teams", "unassigned", "JSON"),
}
# An entry is covered by the one after it; of the last, both verifiers tell the digest, to be compared by hand.
COVERED = {"events.json": len(rules.canonical_json(staffed.EVENTS[:-1])) - 1}


@given(st.sampled_from(sorted(OF_FILE)), st.integers(0, 10**9), st.integers(1, 255))
@settings(max_examples=400)
@also("officers.tsv", 1, 1)
@also("recusals.tsv", 0, 1)
def test_a_changed_byte_is_found_where_it_was_changed(folder: Path, name: str, where: int, change: int) -> None:
    data = bytearray(staffed.FILES[name])
    data[where % COVERED.get(name, len(data))] ^= change
    files = staffed.FILES | {name: bytes(data)}
    place = ours(files)

    assert place.startswith(OF_FILE[name])
    assert theirs(files, folder) == place


@given(st.sampled_from(sorted(OF_FILE)), st.integers(0, 10**9))
@settings(max_examples=60)
def test_a_missing_byte_is_found_too(folder: Path, name: str, where: int) -> None:
    data = staffed.FILES[name]
    cut = where % COVERED.get(name, len(data))
    files = staffed.FILES | {name: data[:cut] + data[cut + 1 :]}
    place = ours(files)

    assert place.startswith(OF_FILE[name])
    assert theirs(files, folder) == place


CHANGES: list[Callable[[dict[str, Any]], Any]] = [
    lambda it: it["teams"].pop(),
    lambda it: it["teams"][0]["officers"].reverse(),
    lambda it: it["teams"][1].update(officers=["o2"]),
    lambda it: it["teams"][0].update(id="a99"),
    lambda it: it.update(unassigned=[{"id": "a00", "lacking": []}]),
    lambda it: it["selected"].reverse(),
    lambda it: it["reveals"].pop(),
    lambda it: it["reveals"].__setitem__(0, None),
    lambda it: it.update(beacon=it.pop("reveals")),
    lambda it: it["commitment"].update(team_size=0),
    lambda it: it["commitment"].update(max_load="4"),
    lambda it: it["commitment"].update(version=2),
    lambda it: it["commitment"].update(algorithm="lowest"),
    lambda it: it["commitment"].update(surprise=1),
    lambda it: it["commitment"].update(created_at="2026-02-30T09:00:00+08:00"),
    lambda it: it["commitment"].update(created_at="2026-11-22T09:00:00.5Z"),
    lambda it: it["commitment"].update(repeats={"draw_id": "SC-2026-1", "reason": "x"}),
    lambda it: it["commitment"].update(repeats={"draw_id": "SC-1", "reason": ""}),
    lambda it: it["commitment"]["strata"].reverse(),
    lambda it: it["commitment"]["strata"][0].update(take=99),
    lambda it: it["commitment"]["strata"][0].update(skills=["b", "a"]),
    lambda it: it["commitment"]["strata"][1].update(skills=["a,b"]),
    lambda it: it["commitment"]["beacon"]["witnesses"].pop(),
    lambda it: it["commitment"]["beacon"]["witnesses"][0].update(commitment="AA" * 32),
    lambda it: it["commitment"]["beacon"].update(kind="dice"),
    lambda it: it["commitment"].update(beacon=[]),
    lambda it: it["commitment"].update(beacon={"kind": "drand"}),
    lambda it: it["commitment"].update(title="\ud800"),
    lambda it: it.update(commitment=[]),
    lambda it: it.pop("commitment"),
    lambda it: it.pop("seed"),
    lambda it: it.update(seed=1.5),
    lambda it: it.update(selected={}),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_record_gets_the_same_verdict_from_both(folder: Path, change: Callable[[dict], Any]) -> None:
    record = copy.deepcopy(staffed.RECORD)
    change(record)
    text = json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode() + b"\n"
    files = staffed.FILES | {"record.json": text}

    assert ours(files)
    assert theirs(files, folder) == ours(files)


EVENT_CHANGES: list[tuple[str, Callable[[list[dict[str, Any]]], Any]]] = [
    ("events/0/in", lambda it: it[0].update({"in": it[1]["in"]})),
    ("events/0/out", lambda it: it[0].update(out="a99")),
    ("events/0/officers", lambda it: it[0].update(officers=["o1", "o5"])),
    ("events/3/in", lambda it: it[3].update({"in": "o9"})),
    ("events/3/out", lambda it: it[3].update(out="o9")),
    ("events/3/id", lambda it: it[3].update(id="a99")),
    ("events/4/kind", lambda it: it[4].update(kind="forgotten")),
    ("events/4/reason", lambda it: it[4].update(reason="")),
    ("events/4", lambda it: it.__setitem__(4, "withdrawn")),
]


@pytest.mark.parametrize(("place", "change"), EVENT_CHANGES)
def test_an_entry_against_the_rules_is_found_by_both(folder: Path, place: str, change: Callable[[list], Any]) -> None:
    """The chain is made anew after the change, so that only what the entry says is wrong."""
    entries = copy.deepcopy(staffed.EVENTS)
    change(entries)
    previous: Any = staffed.RECORD
    for entry in entries:
        if isinstance(entry, dict):
            entry["previous"] = rules.sha256_hex(rules.canonical_json(previous))
        previous = entry
    files = staffed.FILES | {"events.json": rules.canonical_json(entries)}

    assert ours(files) == place
    assert theirs(files, folder) == place


@pytest.mark.parametrize("name", [*rules.FILES])
def test_a_missing_file_is_named_by_both(folder: Path, name: str) -> None:
    files = {other: data for other, data in staffed.FILES.items() if other != name}

    assert ours(files) == name
    assert theirs(files, folder) == name


def test_the_single_file_says_that_it_left_a_drand_signature_unchecked(folder: Path) -> None:
    pool = rules.pool_bytes({"S1": list("abcdefgh")})
    record = rules.make_record(commitment=composed(named()), reveals=spoken(), pool=pool)
    files = rules.record_files(rules.record_bytes(record), pool)

    assert theirs(files, folder) == ""
    assert "drand 的签名没有核对" in alone().verify(str(folder))


@pytest.mark.parametrize(
    "said",
    [
        spoken(round=4),
        spoken(signature="00"),
        spoken(signature="AA" * 48),
        spoken(previous_signature="00"),
        spoken(randomness="00"),
        [],
        None,
    ],
)
def test_a_round_in_a_wrong_form_is_found_by_both(folder: Path, said: Any) -> None:
    pool = rules.pool_bytes({"S1": list("abcdefgh")})
    record = rules.make_record(commitment=composed(named()), reveals=spoken(), pool=pool)
    files = rules.record_files(rules.record_bytes(record | {"beacon": said}), pool)

    assert ours(files).startswith("beacon")
    assert theirs(files, folder) == ours(files)


def test_both_tell_the_digest_of_the_last_entry(folder: Path) -> None:
    digest = rules.sha256_hex(rules.canonical_json(staffed.EVENTS[-1]))

    assert rules.verify_record(staffed.FILES).last_event_sha256 == digest
    assert theirs(staffed.FILES, folder) == ""
    assert digest in alone().verify(str(folder))


def test_it_runs_by_itself_with_nothing_but_python(tmp_path: Path) -> None:
    for name, data in staffed.FILES.items():
        (tmp_path / f"{name}.gz").write_bytes(gzip.compress(data))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-I", "-S", ALONE, *words], capture_output=True, text=True)

    whole, wrong, asked = run(str(tmp_path)), run(str(tmp_path / "nowhere")), run()

    assert (whole.returncode, wrong.returncode, asked.returncode) == (0, 1, 1)
    assert whole.stdout.startswith("OK SC-2026-1: 19 个对象中抽取 7 个")
    assert wrong.stdout == "FAIL record.json: 没有这个文件\n"
    assert "核对一份随机抽取的记录" in asked.stderr
