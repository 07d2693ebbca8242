"""What an operator can put right is one line in Chinese and exit code 1, never a traceback."""

import os
import re
import signal
import sqlite3
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import CommandError

from yishang.site import demo
from yishang.site.console import Console

ROOT = Path(__file__).resolve().parents[3]
OUR_COMMANDS = sorted(name for name, app in get_commands().items() if str(app).startswith("yishang.site"))


def environment(home: Path, **other: str) -> dict[str, str]:
    own = {
        "YISHANG_HOME": str(home), "YISHANG_DEMO": "0", "DATABASE_URL": "", "PORT": "0",
        "DJANGO_SETTINGS_MODULE": "yishang.site.settings",
    }  # fmt: skip
    return {**os.environ, **own, **other}


def yishang(*words: str, home: Path, **other: str) -> tuple[int, list[str]]:
    """Exit code, and the lines of its complaint."""
    command = [sys.executable, "-m", "yishang", *words]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(home, **other), capture_output=True, text=True, check=False, timeout=60
    )
    return done.returncode, done.stderr.strip().splitlines()


def is_one_chinese_line(lines: list[str]) -> bool:
    return len(lines) == 1 and bool(re.search("[一-鿿]", lines[0]))


@pytest.mark.parametrize("text", ["abc", "70000", "-1", "", "0", "８０００", "9" * 5000, "8000.0"])
def test_a_port_that_cannot_be_is_refused(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    with pytest.raises(CommandError, match="端口应为 1 到 65535 的整数"):
        demo.port()


@pytest.mark.parametrize("text", ["1", "8000", "65535"])
def test_a_port_that_can_be_is_taken(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", text)
    assert demo.port() == int(text)


def test_serve_says_so_on_the_console(tmp_path: Path) -> None:
    code, lines = yishang("serve", home=tmp_path, PORT="abc")
    assert (code, is_one_chinese_line(lines)) == (1, True), lines


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://nobody:wrong@127.0.0.1:1/nowhere", "数据库不能使用"),
        ("nonsense", "DATABASE_URL 写得不对"),
        ("sqlite:////proc/no/such/folder.sqlite3", "数据库不能使用"),
    ],
)
def test_a_database_out_of_reach(tmp_path: Path, url: str, words: str) -> None:
    code, lines = yishang("serve", home=tmp_path, DATABASE_URL=url, PORT="8999")
    assert (code, is_one_chinese_line(lines)) == (1, True), lines
    assert words in lines[0]


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "yishang.sqlite3").write_text("通讯录\n" * 500, encoding="utf-8")
    code, lines = yishang("journal", "verify", home=tmp_path)
    assert (code, is_one_chinese_line(lines)) == (1, True), lines
    assert "数据库不能使用" in lines[0]


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    home = tmp_path / "var"
    home.write_text("", encoding="utf-8")
    code, lines = yishang("serve", home=home)
    assert (code, is_one_chinese_line(lines)) == (1, True), lines
    assert "YISHANG_HOME" in lines[0]


def test_a_journal_before_its_tables_are_made_and_its_traceback_for_developers(tmp_path: Path) -> None:
    sqlite3.connect(tmp_path / "yishang.sqlite3").close()
    code, lines = yishang("journal", "verify", home=tmp_path)
    assert (code, is_one_chinese_line(lines)) == (1, True), lines
    assert "yishang migrate" in lines[0]
    code, lines = yishang("journal", "verify", home=tmp_path, DEBUG="1")
    assert code == 1
    assert any("Traceback" in line for line in lines)


@pytest.mark.slow
def test_ctrl_c_while_the_demo_city_is_built(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "yishang", "serve"]
    own = environment(tmp_path, YISHANG_DEMO="1", PORT="8998")
    with subprocess.Popen(
        command, cwd=ROOT, env=own, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as serve:
        while not (tmp_path / "yishang.sqlite3").exists() or not _is_begun(tmp_path):
            assert serve.poll() is None
            sleep(0.05)
        complaint = _interrupted(serve).strip().splitlines()
        assert serve.returncode == 1
    assert is_one_chinese_line(complaint), complaint
    code, lines = yishang("serve", home=tmp_path, YISHANG_DEMO="1", PORT="8998")
    assert code == 1
    assert "make demo-reset" in lines[-1]


def _interrupted(serve: "subprocess.Popen[str]") -> str:
    """What it complains of after Ctrl-C. Python loses an interruption that comes while something is being thrown away;
    a person presses once more.
    """
    for _ in range(3):
        serve.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return serve.communicate(timeout=5)[1]
    serve.kill()
    return serve.communicate()[1]


def _is_begun(home: Path) -> bool:
    database = sqlite3.connect(home / "yishang.sqlite3", timeout=20)
    try:
        return bool(database.execute("SELECT count(*) FROM clocks_democity").fetchone()[0])
    except sqlite3.OperationalError:
        return False  # not made yet
    finally:
        database.close()


def test_help_tells_of_our_commands_first(capsys: pytest.CaptureFixture[str]) -> None:
    Console(["yishang", "help"]).execute()
    told = capsys.readouterr().out
    places = [told.index(f"\n  {name} ") for name in ("serve", "demo", "import", "draw", "journal", "calendar")]
    assert places == sorted(places)
    assert places[-1] < told.index("Django 自带的命令")


def test_an_unknown_command_ends_with_1_and_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as end:
        Console(["yishang", "serv"]).execute()
    assert end.value.code == 1
    assert capsys.readouterr().err == "没有“serv”这条命令，是不是 serve？运行 yishang help 列出全部。\n"


@pytest.mark.parametrize("name", [*OUR_COMMANDS, "journal", "draw"])
def test_a_command_s_own_help_and_usage_errors_are_chinese(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command: Any = load_command_class(get_commands()[name], name)
    command.print_help("yishang", name)
    told = capsys.readouterr().out
    assert told.startswith(f"用法：yishang {name}")
    assert not re.search("usage|options|positional|show this|settings", told)
    with pytest.raises(SystemExit) as end:
        command.run_from_argv(["yishang", name, "--no-such-option"])
    assert end.value.code == 1
    assert re.search("[一-鿿]", capsys.readouterr().err)
