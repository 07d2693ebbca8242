"""The closing line of `make test` may not be greener than the run was."""

from pathlib import Path

import pytest

from conftest import asks_for_a_database
from tests.checks import words
from tests.legs.closing import closing_line, not_run, table
from tests.legs.counts import Counts, counts_in
from tests.legs.leg import BROWSER, LEGS, POSTGRES, SQLITE, Outcome, leaves_to_another

RESULTS = """<testsuites><testsuite tests="5">
<testcase classname="a" name="passes"/>
<testcase classname="a" name="fails"><failure message="no"/></testcase>
<testcase classname="a" name="breaks"><error message="no"/></testcase>
<testcase classname="a" name="waits"><skipped message="没有真实数据"/>
  <properties><property name="needs" value="real_data"/></properties></testcase>
<testcase classname="a" name="skips"><skipped message="另一种数据库"/></testcase>
</testsuite></testsuites>"""
GREEN = Outcome(SQLITE, Counts(passed=7))


def test_errors_count_as_failures_and_tests_without_data_are_named(tmp_path: Path) -> None:
    (tmp_path / "results.xml").write_text(RESULTS, encoding="utf-8")
    counts = counts_in(tmp_path / "results.xml", exit_code=1)
    assert (counts.passed, counts.failed, counts.skipped) == (1, 2, 2)
    assert counts.without_data == ("a.waits",)
    assert not_run([Outcome(SQLITE, counts)]) == ["没有运行：a.waits——没有真实数据", "没有运行：a.skips——另一种数据库"]


def test_a_run_that_broke_off_has_failed(tmp_path: Path) -> None:
    assert counts_in(tmp_path / "absent.xml", exit_code=5).failed == 1


def test_a_missing_leg_is_named_here_and_fails_in_ci() -> None:
    outcomes = [GREEN, Outcome(POSTGRES, missing="没有找到 PostgreSQL")]
    assert not_run(outcomes) == ["没有运行：PostgreSQL——没有找到 PostgreSQL"]
    assert closing_line(outcomes, strict=False) == ("7 passed, 0 failed", True)
    assert closing_line(outcomes, strict=True) == ("7 passed, 1 failed", False)


def test_absent_real_data_fail_in_ci() -> None:
    outcomes = [Outcome(SQLITE, Counts(passed=7, skipped=1, without_data=("a.waits",)))]
    assert closing_line(outcomes, strict=False) == ("7 passed, 0 failed", True)
    assert closing_line(outcomes, strict=True) == ("7 passed, 1 failed", False)


def test_what_asks_for_no_database_runs_on_one_leg_at_least() -> None:
    assert [leg for leg in LEGS if leaves_to_another(leg, LEGS)] == [POSTGRES]
    assert not leaves_to_another(POSTGRES, [POSTGRES, BROWSER])
    left = Outcome(POSTGRES, Counts(passed=3), elsewhere=2)
    assert not_run([left]) == ["PostgreSQL：不问数据库的 2 项只在 SQLite 一路运行"]


def test_whoever_opens_the_database_or_a_fixture_of_it_asks_for_one(request: pytest.FixtureRequest) -> None:
    assert not asks_for_a_database(request.node)
    request.node.add_marker("django_db")
    assert asks_for_a_database(request.node)


def test_the_table_has_a_row_for_each_leg_that_ran() -> None:
    rows = table([GREEN, Outcome(POSTGRES, missing="没有找到 PostgreSQL")]).splitlines()
    assert [row.split() for row in rows] == [["通过", "失败", "跳过", "秒"], ["SQLite", "7", "0", "0", "0"]]


def test_private_paths_and_registries_are_found_in_a_line() -> None:
    assert words.MACHINE.search("see /" + "work/x")
    assert words.REGISTRY.search("https://" + "registry.example/x")
    assert not words.MACHINE.search("../shared/data, yishang/workings/x, https://example/home/x")
