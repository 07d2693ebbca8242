"""Everything that the format calls malformed is refused, and the refusal says where."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from yishang.kernel.draw import rules
from yishang.kernel.draw.tests.conftest import Example

EMPTY = rules.EMPTY_SHA256
Change = Callable[[dict[str, Any]], Any]


def stratum(document: dict[str, Any], **changes: Any) -> None:
    document["strata"][0].update(changes)


def witness(document: dict[str, Any], **changes: Any) -> None:
    document["beacon"]["witnesses"][1].update(changes)


COMMITMENTS: list[tuple[str, Change]] = [
    ("commitment/surprise", lambda it: it.update(surprise=1)),
    ("commitment/title", lambda it: it.pop("title")),
    ("commitment/version", lambda it: it.update(version=2)),
    ("commitment/version", lambda it: it.update(version=True)),
    ("commitment/version", lambda it: it.update(version="1")),
    ("commitment/algorithm", lambda it: it.update(algorithm="hmac-sha256-lowest/2")),
    ("commitment/draw_id", lambda it: it.update(draw_id="")),
    ("commitment/draw_id", lambda it: it.update(draw_id="CJ\n2")),
    ("commitment/title", lambda it: it.update(title="回访\x85抽样")),
    ("commitment/title", lambda it: it.update(title="\ud800")),
    ("commitment/title", lambda it: it.update(title=None)),
    ("commitment/created_at", lambda it: it.update(created_at="2026-11-22T09:00:00")),
    ("commitment/created_at", lambda it: it.update(created_at="2026-02-30T09:00:00+08:00")),
    ("commitment/created_at", lambda it: it.update(created_at=20261122)),
    ("commitment/pool_sha256", lambda it: it.update(pool_sha256=it["pool_sha256"].upper())),
    ("commitment/pool_sha256", lambda it: it.update(pool_sha256=it["pool_sha256"][:-1])),
    ("commitment/officers_sha256", lambda it: it.update(officers_sha256="0" * 64)),
    ("commitment/recusals_sha256", lambda it: it.update(recusals_sha256="0" * 64)),
    ("commitment/pool_size", lambda it: it.update(pool_size=8)),
    ("commitment/pool_size", lambda it: it.update(pool_size=7.0)),
    ("commitment/max_load", lambda it: it.update(max_load=-1)),
    ("commitment/strata", lambda it: it.update(strata={})),
    ("commitment/strata/1", lambda it: it["strata"].reverse()),
    ("commitment/strata/1", lambda it: it["strata"][1].update(name="S1")),
    ("commitment/strata/0/name", lambda it: stratum(it, name="")),
    ("commitment/strata/0/name", lambda it: stratum(it, name="S\t1")),
    ("commitment/strata/0/take", lambda it: stratum(it, take=5)),
    ("commitment/strata/0/take", lambda it: stratum(it, take=0.2)),
    ("commitment/strata/0/take", lambda it: stratum(it, take=-1)),
    ("commitment/strata/0/weight", lambda it: stratum(it, weight=1)),
    ("commitment/strata/0/skills/0", lambda it: stratum(it, skills=["食品,特种设备"])),
    ("commitment/strata/0/skills/1", lambda it: stratum(it, skills=["b", "a"])),
    ("commitment/strata/0/skills/1", lambda it: stratum(it, skills=["a", "a"])),
    ("commitment/strata/0/skills/0", lambda it: stratum(it, skills=[""])),
    ("commitment/repeats", lambda it: it.update(repeats="CJ-0")),
    ("commitment/repeats/reason", lambda it: it.update(repeats={"draw_id": "CJ-0"})),
    ("commitment/repeats/draw_id", lambda it: it.update(repeats={"draw_id": it["draw_id"], "reason": "故障"})),
    ("commitment/beacon/kind", lambda it: it["beacon"].update(kind="dice")),
    ("commitment/beacon", lambda it: it.update(beacon=None)),
    ("commitment/beacon/witnesses", lambda it: it["beacon"]["witnesses"].pop()),
    ("commitment/beacon/witnesses", lambda it: witness(it, id="w1")),
    ("commitment/beacon/witnesses/1/id", lambda it: witness(it, id="")),
    ("commitment/beacon/witnesses/1/commitment", lambda it: witness(it, commitment="A" * 64)),
    ("commitment/beacon/witnesses/1/role", lambda it: it["beacon"]["witnesses"][1].pop("role")),
]


@pytest.mark.parametrize(("place", "change"), COMMITMENTS)
def test_a_malformed_commitment_is_refused_at_its_key(example: Example, place: str, change: Change) -> None:
    document = copy.deepcopy(example.commitment.document)
    change(document)

    with pytest.raises(rules.MalformedDraw) as refusal:
        rules.read_commitment(document)

    assert refusal.value.place == place
    assert refusal.value.next_step


def test_a_commitment_that_is_no_object_is_refused() -> None:
    with pytest.raises(rules.MalformedDraw):
        rules.read_commitment([])


POOLS = [
    ("pool.tsv/2", b"a\tS1\n\tS1\n", "空"),
    ("pool.tsv/1", b"a\t\n", "空"),
    ("pool.tsv/2", b"a\tS1\nb\n", "TAB"),
    ("pool.tsv/1", b"a\tS1\tS2\n", "TAB"),
    ("pool.tsv/2", b"a\tS1\n\n", "TAB"),
    ("pool.tsv/2", b"a\tS1\nb\tS1", "换行"),
    ("pool.tsv/2", b"b\tS1\na\tS1\n", "排序"),
    ("pool.tsv/2", b"a\tS1\na\tS1\n", "重复"),
    ("pool.tsv/2", b"a\tS1\na\tS2\n", "重复"),
    ("pool.tsv/1", b"a\tS3\n", "S3"),
    ("pool.tsv/2", b"a\tS1\nb\r\tS1\n", "控制字符"),
    ("pool.tsv/1", b"a\x00\tS1\n", "控制字符"),
    ("pool.tsv/1", "a\x85\tS1\n".encode(), "控制字符"),
    ("pool.tsv/1", b"a\tS1\r\n", "控制字符"),
    ("pool.tsv/1", b"\xff\tS1\n", "UTF-8"),
]


@pytest.mark.parametrize(("place", "pool", "why"), POOLS)
def test_a_malformed_pool_is_refused_at_its_line(example: Example, place: str, pool: bytes, why: str) -> None:
    with pytest.raises(rules.MalformedDraw, match=why) as refusal:
        rules.check_pool(pool, example.commitment)

    assert refusal.value.place == place


def test_a_pool_other_than_the_committed_one_is_refused(example: Example) -> None:
    with pytest.raises(rules.MalformedDraw, match="pool_sha256"):
        rules.check_pool(example.pool.replace(b"west", b"wfst"), example.commitment)


def test_strata_of_other_sizes_than_committed_are_refused(example: Example) -> None:
    document = copy.deepcopy(example.commitment.document)
    document["strata"][0]["size"], document["strata"][1]["size"] = 3, 4

    with pytest.raises(rules.MalformedDraw) as refusal:
        rules.check_pool(example.pool, rules.read_commitment(document))

    assert refusal.value.place == "commitment/strata/0/size"


@pytest.mark.parametrize("identifier", ["", "a\tb", "a\nb", "\ud800"])
def test_an_id_that_no_line_can_carry_is_refused(identifier: str) -> None:
    with pytest.raises(rules.MalformedDraw):
        rules.pool_bytes({"S1": [identifier]})


@pytest.mark.parametrize(
    "reveals",
    [None, {}, "00", ["00" * 16, "00" * 16, "00" * 16], [1, 2], ["AB" * 16, "00" * 16], ["0" * 33, "00" * 16], ["zz"]],
)
def test_malformed_reveals_are_refused(example: Example, reveals: Any) -> None:
    with pytest.raises(rules.MalformedDraw) as refusal:
        rules.randomness_of(example.commitment.witnesses, reveals)

    assert refusal.value.place.startswith("reveals")


@pytest.mark.parametrize(
    ("place", "why", "change"),
    [
        ("reveals/1", "没有公布", lambda values: values.pop()),
        ("reveals/0", "没有公布", lambda values: values.clear()),
        ("reveals/0", "w1 没有公布", lambda values: values.__setitem__(0, None)),
        ("reveals/1", "w2 没有公布", lambda values: values.__setitem__(1, "")),
        ("reveals/1", "w2 公布的值与其承诺不符", lambda values: values.__setitem__(1, "00" * 20)),
        ("reveals/1", "不足 16 字节", lambda values: values.__setitem__(1, "00" * 15)),
        ("reveals/0", "不符", lambda values: values.reverse()),
    ],
)
def test_a_broken_promise_voids_the_draw_by_name(
    example: Example, place: str, why: str, change: Callable[[list], Any]
) -> None:
    reveals = list(example.reveals)
    change(reveals)

    with pytest.raises(rules.DrawVoid, match=why) as void:
        rules.make_record(commitment=example.commitment, reveals=reveals, pool=example.pool)

    assert void.value.place == place


def test_officers_and_recusals_must_be_the_empty_files_committed_to(example: Example) -> None:
    for name, data, place in (("officers", b"x\tu\t\n", "officers.tsv"), ("recusals", b"x\ty\n", "recusals.tsv/1")):
        with pytest.raises(rules.MalformedDraw) as refusal:
            rules.make_record(commitment=example.commitment, reveals=example.reveals, pool=example.pool, **{name: data})
        assert refusal.value.place == place


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{",
        b"\xff",
        b"\xef\xbb\xbf{}",
        b'{"a":1,"a":1}',
        b'{"a":0.5}',
        b'{"a":1e3}',
        b'{"a":NaN}',
        b'{"a":-Infinity}',
        b"[" * 100_000,
        b"9" * 10_000,
    ],
)
def test_json_that_could_be_read_in_two_ways_is_refused(text: bytes) -> None:
    with pytest.raises(rules.MalformedDraw) as refusal:
        rules.read_json(text, "commitment.json")

    assert refusal.value.place == "commitment.json"


@pytest.mark.parametrize("value", [0.5, {"a": [1.0]}, "\udc00"])
def test_what_has_no_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(rules.MalformedDraw):
        rules.canonical_json(value)


def test_canonical_json_sorts_by_code_point_and_leaves_chinese_alone() -> None:
    assert (
        rules.canonical_json({"甲": 1, "b": [True, None], "a": 'é"\n'})
        == '{"a":"é\\"\\n","b":[true,null],"甲":1}'.encode()
    )
