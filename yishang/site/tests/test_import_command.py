"""`yishang import` as an operator types it: what it says, its last line, and how it ends."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import call_command

from yishang.contexts.outreach.models import Appeal

SOUND = "message_id,user,title,created_at,detail,upvotes\n1,A1,路灯不亮,2019-02-28 11:25:05,三天没有亮,7\n"
ONE_BAD = SOUND + "2,A2,噪音,前天,夜间施工,0\n"
Run = Callable[..., tuple[int, list[str], str]]
pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    """Write the text to a file and import it; the exit code, the lines, and what was complained."""

    def imported(text: str, *options: str) -> tuple[int, list[str], str]:
        path = tmp_path / "table.csv"
        path.write_text(text, encoding="utf-8")
        code = 0
        try:
            call_command("import", "appeals", str(path), *options)
        except SystemExit as end:
            code = int(str(end.code))
        said = capsys.readouterr()
        return code, said.out.splitlines(), said.err

    return imported


def counts(lines: list[str]) -> list[int]:
    last = json.loads(lines[-1])
    return [last["read"], last["accepted"], last["refused"]]


def test_sound_rows_are_taken_and_the_last_line_counts_them(run: Run) -> None:
    code, lines, _ = run(SOUND)
    assert (code, counts(lines)) == (0, [1, 1, 0])
    assert "没有用到的列：upvotes" in lines
    assert Appeal.objects.get().channel == "IMPORT"
    assert counts(run(SOUND)[1]) == [1, 1, 0]
    assert Appeal.objects.count() == 1


def test_with_a_bad_row_nothing_is_taken_and_the_exit_code_says_so(run: Run) -> None:
    code, lines, _ = run(ONE_BAD)
    assert (code, counts(lines)) == (2, [2, 0, 1])
    assert any("第 2 行 created_at：不是日期时间" in line for line in lines)
    assert not Appeal.objects.exists()


def test_the_good_rows_are_taken_when_asked_for_and_the_report_names_the_others(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "faults.csv"
    code, lines, _ = run(ONE_BAD, "--accept-good", "--report", str(report))
    assert (code, counts(lines)) == (0, [2, 1, 1])
    assert report.read_text("utf-8-sig").splitlines()[1].startswith("2,created_at,前天,不是日期时间,")


@pytest.mark.parametrize(("options", "code", "accepted"), [((), 2, 0), (("--accept-good",), 0, 1)])
def test_a_dry_run_counts_and_writes_nothing(run: Run, options: tuple[str, ...], code: int, accepted: int) -> None:
    ended, lines, _ = run(ONE_BAD, "--dry-run", *options)
    assert (ended, counts(lines)) == (code, [2, accepted, 1])
    assert not Appeal.objects.exists()


def test_other_headers_can_be_mapped(run: Run) -> None:
    text = "说法,何时\n三天没有亮,2019/2/28 9:05\n"
    assert run(text, "--map", "说法=content,何时=submitted_at")[0] == 0
    assert Appeal.objects.get().case.title == "三天没有亮"


@pytest.mark.parametrize(
    ("text", "options"),
    [("", ()), ("a,b\n1,2\n", ()), (SOUND, ("--map", "x")), (SOUND, ("--report", "faults.doc"))],
)
def test_what_cannot_be_used_ends_with_one_line_and_code_1(run: Run, text: str, options: tuple[str, ...]) -> None:
    code, lines, complaint = run(text, *options)
    assert (code, lines) == (1, [])
    assert len(complaint.splitlines()) == 1


def test_a_stranger_s_text_cannot_pass_for_our_last_line(run: Run) -> None:
    _, lines, _ = run(SOUND.replace("2019-02-28 11:25:05", '"x\n{""read"": 9}\x1b[2J"'))
    assert counts(lines) == [1, 0, 1]
    assert not any("\x1b" in line or line.startswith('{"read": 9') for line in lines)


SQUARE = [[108.7, 34.3], [108.8, 34.3], [108.8, 34.4], [108.7, 34.3]]


def geojson(*codes: str) -> str:
    grounds = [{"type": "Polygon", "coordinates": [SQUARE]} for _ in codes]
    features = [
        {"type": "Feature", "properties": {"adcode": code}, "geometry": ground}
        for code, ground in zip(codes, grounds, strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.mark.parametrize(
    ("codes", "options", "code", "told"),
    [
        (("610402",), ("--crs", "gcj02"), 0, [1, 1, 0]),
        (("610402", "999999"), ("--crs", "GCJ02"), 2, [2, 0, 1]),
        (("610402", "999999"), ("--crs", "GCJ02", "--accept-good"), 0, [2, 1, 1]),
        (("610402",), ("--crs", "GCJ02", "--dry-run"), 0, [1, 1, 0]),
    ],
)
def test_boundaries_come_in_beside_tables_and_end_like_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], codes: tuple[str, ...], options: tuple[str, ...], code: int,
    told: list[int],
) -> None:  # fmt: skip
    path = tmp_path / "boundaries.geojson"
    path.write_text(geojson(*codes))
    ended = 0
    try:
        call_command("import", "boundaries", str(path), *options)
    except SystemExit as end:
        ended = int(str(end.code))
    assert (ended, counts(capsys.readouterr().out.splitlines())) == (code, told)


def test_boundaries_without_a_word_on_their_system_end_with_one_line_and_code_1(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "boundaries.geojson"
    path.write_text(geojson("610402"))
    with pytest.raises(SystemExit, match="1"):
        call_command("import", "boundaries", str(path))
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), "没有写明坐标系" in said.err) == ("", 1, True)
