"""`yishang import` in a process and an installation of its own, whatever database the tests run on."""

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from yishang.site.tests.test_import_command import SOUND, counts

ROWS = 700  # taken a hundred at a time


def yishang(*words: str) -> list[str]:
    return [sys.executable, "-m", "yishang", *words]


@pytest.fixture
def elsewhere(tmp_path: Path) -> dict[str, str]:
    """An installation of its own, so that a process can be killed in it."""
    environment = {**os.environ, "YISHANG_HOME": str(tmp_path / "home"), "YISHANG_DEMO": "0"}
    environment.pop("DATABASE_URL", None)
    environment["DJANGO_SETTINGS_MODULE"] = "yishang.site.settings"
    return environment


@pytest.mark.parametrize("words", [(), ("nothing", "x.csv"), ("appeals",), ("--bad",), ("appeals", "x.csv", "--bad")])
def test_a_wrong_call_ends_with_code_1_and_no_traceback(elsewhere: dict[str, str], words: tuple[str, ...]) -> None:
    done = subprocess.run(yishang("import", *words), env=elsewhere, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr


def test_help_is_in_chinese_and_an_unready_database_is_said(elsewhere: dict[str, str], tmp_path: Path) -> None:
    told = subprocess.run(
        yishang("import", "appeals", "--help"), env=elsewhere, capture_output=True, text=True, check=True
    )
    assert "用法" in told.stdout
    assert "提交时间" in told.stdout
    path = tmp_path / "table.csv"
    path.write_text(SOUND)
    done = subprocess.run(
        yishang("import", "appeals", str(path)), env=elsewhere, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "make run" in done.stderr


@pytest.mark.slow
def test_a_kill_in_the_middle_loses_nothing_taken_and_a_repeat_goes_on(
    elsewhere: dict[str, str], tmp_path: Path
) -> None:
    path = tmp_path / "table.csv"
    rows = "".join(f"{n},A{n},路灯不亮,2019-02-28 11:25:05,三天没有亮,0\n" for n in range(ROWS))
    path.write_text(SOUND.partition("\n")[0] + "\n" + rows)
    subprocess.run(yishang("migrate", "-v0"), env=elsewhere, check=True)
    killed = subprocess.Popen(yishang("import", "appeals", str(path)), env=elsewhere, stdout=subprocess.DEVNULL)
    database = tmp_path / "home" / "yishang.sqlite3"
    for _ in range(3000):
        if _taken(database) >= 200 or killed.poll() is not None:
            break
        time.sleep(0.02)
    killed.kill()
    killed.wait()
    kept = _taken(database)
    assert 200 <= kept < ROWS
    assert kept % 100 == 0
    again = subprocess.run(
        yishang("import", "appeals", str(path)), env=elsewhere, capture_output=True, text=True, check=True
    )
    assert counts(again.stdout.splitlines()) == [ROWS, ROWS, 0]
    assert f"其中 {kept} 行此前已在库中" in again.stdout
    assert _taken(database) == ROWS


def _taken(database: Path) -> int:
    connection = sqlite3.connect(database)
    try:
        return int(connection.execute("SELECT COUNT(*) FROM outreach_appeal").fetchone()[0])
    except sqlite3.OperationalError:
        return 0
    finally:
        connection.close()
