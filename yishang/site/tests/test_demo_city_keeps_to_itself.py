"""The demo city is told into an empty database only, and only a demo city is ever thrown away."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection
from django_q.models import Schedule

from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.clocks import rules as clock_rules
from yishang.kernel.clocks import services as clocks
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.rules import AccountEntry
from yishang.site import demo, schedules
from yishang.site.demo_accounts import demo_accounts
from yishang.site.management.commands import demo as demo_command
from yishang.site.management.commands import serve as serve_command

LONG_AGO = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def home(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A demonstration in a folder of its own, whose story is over at once."""
    settings.HOME, settings.DEMO_CLOCK_FILE, settings.DEMO = tmp_path, tmp_path / "demo-clock.json", True
    monkeypatch.setattr(demo, "modules_named", lambda _name: iter(()))
    monkeypatch.setattr(demo, "_deliver_text_messages", lambda: None)
    return tmp_path


@pytest.fixture
def tables_told_to_drop(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bool]]:
    """The dropping itself is left out, or the tests after this one would have no tables."""
    dropped: list[bool] = []
    monkeypatch.setattr(demo_command, "_empty_database", lambda: dropped.append(True))
    yield dropped


def open_account(login: str, *, is_demo: bool) -> None:
    entry = AccountEntry(login=login, name="陈静")
    directory_services.open_account(actor=demo.KEEPER, entry=entry, at=demo.STARTS, is_demo=is_demo)


def a_told_city() -> str:
    demo.load_catalogs()
    key = demo.build(say=lambda _line: None)
    demo.write_file(url="http://127.0.0.1:8000/", api_key=key)
    return key


@pytest.mark.django_db(transaction=True)
def test_emptying_drops_our_tables_and_leaves_those_of_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE payroll (id integer PRIMARY KEY)")
    try:
        demo_command._empty_database()
        assert connection.introspection.table_names() == ["payroll"]
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE payroll")
        call_command("migrate", verbosity=0)


@pytest.mark.django_db
@pytest.mark.parametrize("is_demo", [True, False])
def test_a_database_that_was_never_told_as_a_demo_is_not_emptied(
    is_demo: bool, tables_told_to_drop: list[bool]
) -> None:
    open_account("chenjing", is_demo=is_demo)
    with pytest.raises(CommandError, match="不是演示城市的数据"):
        call_command("demo", "reset")
    assert not tables_told_to_drop
    assert get_user_model().objects.filter(login="chenjing").exists()


@pytest.mark.django_db
def test_a_demo_into_which_somebody_real_came_is_not_emptied(tables_told_to_drop: list[bool]) -> None:
    clocks.begin_demo_city(real_now=LONG_AGO)
    open_account("chenjing", is_demo=False)
    with pytest.raises(CommandError, match="不是演示城市的数据"):
        call_command("demo", "reset")
    assert not tables_told_to_drop


@pytest.mark.django_db
def test_a_demo_that_was_cut_off_can_be_reset(tables_told_to_drop: list[bool]) -> None:
    clocks.begin_demo_city(real_now=LONG_AGO)
    assert demo.is_half_told()
    call_command("demo", "reset")
    assert tables_told_to_drop == [True]


@pytest.mark.django_db
def test_after_a_reset_scheduled_work_goes_on(tables_told_to_drop: list[bool]) -> None:
    call_command("demo", "reset")
    assert not tables_told_to_drop  # the database was empty
    assert set(Schedule.objects.values_list("name", flat=True)) == {job.name for job in schedules.declared()}


@pytest.mark.django_db
def test_the_mark_is_written_before_the_first_invented_row(monkeypatch: pytest.MonkeyPatch) -> None:
    def cut_off() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(demo, "_deliver_text_messages", cut_off)
    with pytest.raises(KeyboardInterrupt):
        demo.build(say=lambda _line: None)
    assert demo.is_half_told()


@pytest.mark.django_db
def test_serving_a_demo_over_other_data_is_refused_without_advice_to_empty_it() -> None:
    open_account("chenjing", is_demo=True)
    with pytest.raises(CommandError, match="YISHANG_DEMO=0") as refusal:
        serve_command._refuse_other_data()
    assert "reset" not in str(refusal.value)


@pytest.mark.django_db
def test_a_database_with_catalogs_only_is_empty() -> None:
    demo.load_catalogs()
    assert serve_command._refuse_other_data() is None


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"api_key": "ys_none_such"}'])
def test_a_lost_or_damaged_accounts_file_brings_a_new_key_and_ends_the_old(home: Path, content: str | None) -> None:
    old = a_told_city()
    if content is None:
        (home / "demo.json").unlink()
    else:
        (home / "demo.json").write_text(content, encoding="utf-8")
    said: list[str] = []
    new = demo.take_up_again(say=said.append)
    assert len(said) == 1
    assert directory_services.actor_by_key(key=new, at=clock_queries.present())
    assert directory_services.actor_by_key(key=old, at=clock_queries.present()) is None


@pytest.mark.parametrize("content", ["", "{", "[]", "{}", '{"accounts": [1]}', '{"accounts": 1}'])
def test_the_sign_in_page_stands_without_a_sound_accounts_file(home: Path, content: str) -> None:
    assert demo_accounts() == []
    (home / "demo.json").write_text(content, encoding="utf-8")
    assert demo_accounts() == []


@pytest.mark.django_db
def test_a_whole_accounts_file_keeps_its_key(home: Path) -> None:
    key, said = a_told_city(), []
    assert demo.take_up_again(say=said.append) == key
    assert said == []
    assert {file.name for file in home.glob("demo.json*")} == {"demo.json"}
    assert json.loads((home / "demo.json").read_text(encoding="utf-8"))["api_key"] == key


@pytest.mark.django_db
@pytest.mark.parametrize("content", [None, "", "{", "[]", '{"starts": "yesterday"}'])
def test_a_lost_or_damaged_clock_is_set_again_as_it_was(home: Path, content: str | None) -> None:
    a_told_city()
    before, file, said = clock_queries.present(), home / "demo-clock.json", []
    if content is None:
        file.unlink()
    else:
        file.write_text(content, encoding="utf-8")
        with pytest.raises(clock_rules.DemoClockDamaged, match="已损坏"):
            clock_queries.present()
    demo.take_up_again(say=said.append)
    assert before <= clock_queries.present() < before + timedelta(hours=1)
    assert len(said) == 1
