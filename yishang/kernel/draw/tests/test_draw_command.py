"""`yishang draw run` and `yishang draw verify` as an operator and as a stranger use them."""

import gzip
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from yishang.kernel.draw import rules
from yishang.kernel.draw.tests import staffed
from yishang.kernel.draw.tests.conftest import Example
from yishang.kernel.draw.tests.test_drand_decides import ON_G1, composed, named, spoken


@pytest.fixture
def desk(example: Example, tmp_path: Path) -> Path:
    """A folder with the five input files of the example."""
    (tmp_path / "commitment.json").write_text(json.dumps(example.commitment.document, indent=2), encoding="utf-8")
    (tmp_path / "pool.tsv").write_bytes(example.pool)
    (tmp_path / "officers.tsv").touch()
    (tmp_path / "recusals.tsv").touch()
    (tmp_path / "reveals.json").write_text(json.dumps(example.reveals))
    return tmp_path


def arguments(desk: Path, **other: Path) -> list[str]:
    files = {
        "commitment": desk / "commitment.json",
        "pool": desk / "pool.tsv",
        "officers": desk / "officers.tsv",
        "recusals": desk / "recusals.tsv",
        "reveals": desk / "reveals.json",
        "out": desk / "out",
    }
    return [text for name, path in (files | other).items() for text in (f"--{name}", str(path))]


def run(*words: Any) -> tuple[int, str]:
    """Exit code and everything said, of one call of the command."""
    said = StringIO()
    try:
        call_command("draw", *map(str, words), stdout=said, stderr=said)
    except SystemExit as end:
        return int(end.code or 0), said.getvalue()
    return 0, said.getvalue()


def last_line(said: str) -> str:
    return said.rstrip("\n").rpartition("\n")[2]


def test_a_draw_is_run_and_anyone_verifies_it(desk: Path, example: Example) -> None:
    code, said = run("run", *arguments(desk))

    assert code == 0
    assert "已从 7 个对象中抽取 3 个" in said
    assert {path.name: path.read_bytes() for path in (desk / "out").iterdir()} == example.files

    code, said = run("verify", desk / "out")

    assert code == 0
    assert last_line(said).startswith("OK CJ-2026-1: ")
    assert example.commitment.digest.hex() in last_line(said)


def test_an_empty_directory_will_do_and_a_deep_new_one_too(desk: Path) -> None:
    (desk / "out").mkdir()

    assert run("run", *arguments(desk))[0] == 0
    assert run("run", *arguments(desk, out=desk / "a" / "b"))[0] == 0


def test_a_directory_with_something_in_it_is_left_alone(desk: Path) -> None:
    (desk / "out").mkdir()
    (desk / "out" / "notes.txt").touch()

    code, said = run("run", *arguments(desk))

    assert code == 1
    assert "空目录" in said
    assert [path.name for path in (desk / "out").iterdir()] == ["notes.txt"]


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("pool.tsv", b"west\tS2\neast\tS2\n", "pool.tsv/2"),
        ("pool.tsv", b"", "pool.tsv"),
        ("commitment.json", b"{}", "commitment/algorithm"),
        ("commitment.json", b'{"a":1.5}', "commitment"),
        ("reveals.json", b"[7, 8]", "reveals/0"),
        ("officers.tsv", b"a\tb\t\n", "officers.tsv"),
        ("recusals.tsv", b"a\tb\n", "recusals.tsv/1"),
    ],
)
def test_refused_input_leaves_nothing_behind(desk: Path, name: str, content: bytes, place: str) -> None:
    (desk / name).write_bytes(content)

    code, said = run("run", *arguments(desk))

    assert code == 1
    assert f"拒绝 {place}：" in said
    assert not (desk / "out").exists()


def test_a_missing_file_is_named(desk: Path) -> None:
    (desk / "pool.tsv").unlink()

    code, said = run("run", *arguments(desk))

    assert code == 1
    assert "--pool" in said


@pytest.mark.parametrize("reveals", [[], ["00" * 16], [None, None]])
def test_a_witness_who_does_not_reveal_makes_the_draw_void(desk: Path, reveals: list[Any]) -> None:
    (desk / "reveals.json").write_text(json.dumps(reveals))

    code, said = run("run", *arguments(desk))

    assert code == 3
    assert "作废" in said
    assert "w1" in said
    assert not (desk / "out").exists()


def test_unusable_input_comes_before_void(desk: Path) -> None:
    (desk / "reveals.json").write_text("[]")
    (desk / "pool.tsv").write_bytes(b"a\tS1")

    assert run("run", *arguments(desk))[0] == 1


def test_a_tampered_record_fails_with_the_place(desk: Path, example: Example) -> None:
    run("run", *arguments(desk))
    record = desk / "out" / "record.json"
    record.write_bytes(record.read_bytes().replace(example.record["seed"].encode(), b"0" * 64))

    code, said = run("verify", desk / "out")

    assert code == 1
    assert last_line(said).startswith("FAIL seed: ")


def test_a_record_packed_for_transport_is_verified_too(desk: Path) -> None:
    run("run", *arguments(desk))
    pool = desk / "out" / "pool.tsv"
    (desk / "out" / "pool.tsv.gz").write_bytes(gzip.compress(pool.read_bytes()))

    assert "FAIL pool.tsv: " in run("verify", desk / "out")[1]

    pool.unlink()

    assert run("verify", desk / "out")[0] == 0

    (desk / "out" / "pool.tsv.gz").write_bytes(b"\x1f\x8b broken")

    assert "FAIL pool.tsv: " in run("verify", desk / "out")[1]


def test_a_directory_that_is_not_there_fails_in_one_line(tmp_path: Path) -> None:
    code, said = run("verify", tmp_path / "nowhere")

    assert code == 1
    assert last_line(said).startswith("FAIL record.json: ")


def test_a_stranger_cannot_put_words_into_our_mouth(desk: Path) -> None:
    run("run", *arguments(desk))
    (desk / "out" / "record.json").write_bytes(b'{"commitment":{"x\\nOK CJ-2026-1":1}}\n')

    code, said = run("verify", desk / "out")

    assert code == 1
    assert said.count("\n") == 1
    assert last_line(said).startswith("FAIL commitment/x\\u000aOK")


def test_from_the_shell_help_is_chinese_and_unusable_arguments_end_with_one() -> None:
    def shell(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([sys.executable, "-m", "yishang", "draw", *words], capture_output=True, text=True)

    told = shell("run", "--help")
    unusable = shell("run", "--pool", "x")

    assert told.returncode == 0
    assert told.stdout.startswith("用法：")
    assert "承诺书" in told.stdout
    assert unusable.returncode == 1
    assert unusable.stdout == ""


@pytest.fixture
def staffed_desk(tmp_path: Path) -> Path:
    """The input files of the draw with officers and recusals."""
    (tmp_path / "commitment.json").write_bytes(rules.canonical_json(staffed.COMMITMENT.document))
    for name in ("pool.tsv", "officers.tsv", "recusals.tsv"):
        (tmp_path / name).write_bytes(staffed.FILES[name])
    (tmp_path / "reveals.json").write_text(json.dumps(staffed.RECORD["reveals"]))
    return tmp_path


def test_officers_are_sent_and_anyone_verifies_it(staffed_desk: Path) -> None:
    code, said = run("run", *arguments(staffed_desk))
    out = staffed_desk / "out"

    assert code == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == {
        name: data for name, data in staffed.FILES.items() if name != "events.json"
    }
    (out / "events.json").write_bytes(staffed.FILES["events.json"])
    code, said = run("verify", out)

    assert code == 0
    assert "派出" in last_line(said)
    assert f"公布后 {len(staffed.EVENTS)} 条" in last_line(said)


@pytest.mark.parametrize(
    ("name", "content", "place"),
    [
        ("officers.tsv", b"o1\tu\t", "officers.tsv/1"),
        ("officers.tsv", b"o1\tu\n", "officers.tsv/1"),
        ("officers.tsv", b"\tu\t\n", "officers.tsv/1"),
        ("officers.tsv", b"o1\tu\tb,a\n", "officers.tsv/1"),
        ("officers.tsv", b"o1\tu\ta,a\n", "officers.tsv/1"),
        ("officers.tsv", b"o1\tu\ta,\n", "officers.tsv/1"),
        ("officers.tsv", b"o1\tu\t\no1\tv\t\n", "officers.tsv/2"),
        ("officers.tsv", b"o2\tu\t\no1\tv\t\n", "officers.tsv/2"),
        ("officers.tsv", b"o1\t\x85\t\n", "officers.tsv/1"),
        ("officers.tsv", "o1\t\x85\t\n".encode(), "officers.tsv/1"),
        ("officers.tsv", b"o1\tu\t\r\n", "officers.tsv/1"),
        ("recusals.tsv", b"o1\ta00", "recusals.tsv/1"),
        ("recusals.tsv", b"o1\ta00\no1\ta00\n", "recusals.tsv/2"),
        ("recusals.tsv", b"o1\ta01\no1\ta00\n", "recusals.tsv/2"),
        ("recusals.tsv", b"o1\ta00\no1\ta99\n", "recusals.tsv/2"),
        ("recusals.tsv", b"o1\ta00\no9\ta00\n", "recusals.tsv/2"),
        ("recusals.tsv", b"o1\t\n", "recusals.tsv/1"),
        ("recusals.tsv", b"o1\ta00\tx\n", "recusals.tsv/1"),
        ("officers.tsv", b"", "officers.tsv"),
        ("recusals.tsv", b"", "recusals.tsv"),
    ],
)
def test_malformed_officers_and_recusals_are_refused_at_their_line(
    staffed_desk: Path, name: str, content: bytes, place: str
) -> None:
    (staffed_desk / name).write_bytes(content)
    code, said = run("run", *arguments(staffed_desk))

    assert code == 1
    assert f"拒绝 {place}：" in said
    assert not (staffed_desk / "out").exists()


@pytest.fixture
def drand_desk(tmp_path: Path) -> Path:
    """The input files of a draw that a round of drand decides."""
    (tmp_path / "commitment.json").write_bytes(rules.canonical_json(composed(named()).document))
    (tmp_path / "pool.tsv").write_bytes(rules.pool_bytes({"S1": list("abcdefgh")}))
    (tmp_path / "officers.tsv").touch()
    (tmp_path / "recusals.tsv").touch()
    (tmp_path / "reveals.json").write_text(json.dumps(spoken()))
    return tmp_path


def test_a_round_of_drand_decides(drand_desk: Path) -> None:
    assert run("run", *arguments(drand_desk))[0] == 0
    assert run("verify", drand_desk / "out")[0] == 0


@pytest.mark.parametrize(
    ("said", "place"),
    [(spoken(signature=ON_G1), "beacon/signature"), (spoken(round=4), "beacon/round"), (["00" * 16], "beacon")],
)
def test_a_forged_or_other_round_is_refused_and_voids_nothing(drand_desk: Path, said: Any, place: str) -> None:
    (drand_desk / "reveals.json").write_text(json.dumps(said))
    code, told = run("run", *arguments(drand_desk))

    assert code == 1
    assert f"拒绝 {place}：" in told
    assert not (drand_desk / "out").exists()


def test_values_where_a_round_was_promised_and_the_other_way_round(desk: Path) -> None:
    (desk / "reveals.json").write_text(json.dumps(spoken()))

    assert "拒绝 reveals：" in run("run", *arguments(desk))[1]


def test_the_console_starts_without_the_curve() -> None:
    """The arithmetic behind drand takes half a second to load: nothing loads it before a signature is checked."""
    asked = "import sys, django; django.setup(); print('py_ecc' in sys.modules)"
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"}
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, env=environment)

    assert said.stdout.strip() == "False"
