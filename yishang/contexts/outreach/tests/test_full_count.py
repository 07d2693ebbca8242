"""Large overviews are read from a full count; it must say what counting at the moment would say."""

import pytest
from django.core.management import call_command
from django.test import Client
from pytest_django import Settings

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.models import AppealWarning
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december
from yishang.kernel.cases.models import Case
from yishang.kernel.directory.rules import Actor
from yishang.kernel.measures import queries as measures
from yishang.kernel.measures import services

WHEN = december(27, 10)
PEOPLE = ("yang_ping", "chen_jing", "zhao_lei", "wang_gong", "du_cha")
TABLES = ("county", "unit", "category", "month")


@pytest.fixture
def busy_town(town: Town, advance: Advance, do: Do) -> Town:
    """One matter closed in time, rated and called back."""
    advance("closed")
    do(town.li_min, "rate_appeal", star="5", at=december(10))
    do(town.chen_jing, "call_back_appeal", outcome="SATISFIED", at=december(11))
    return town


def counted(actor: Actor, kept: queries.Tallied | None) -> list[object]:
    figures = queries.headline(actor, now=WHEN, kept=kept)
    said: list[object] = [(key, one.numerator, one.denominator, one.rows_url) for key, one in figures.items()]
    for table in TABLES:
        groups = queries.breakdown(actor, table, now=WHEN, kept=kept)
        said += [(table, one.key, one.label, one.closing.rows_url) for one in groups]
        said += [(one.closing.numerator, one.in_time.denominator, one.five_stars.numerator) for one in groups]
    return said


@pytest.mark.parametrize("person", PEOPLE)
def test_it_says_what_counting_at_the_moment_says(busy_town: Town, person: str, settings: Settings) -> None:
    actor = getattr(busy_town, person)
    services.recount(recounting=queries.RECOUNTING, at=WHEN)
    settings.COUNTED_LIVE_UP_TO = 0
    kept = queries.tallied(actor)
    assert kept is not None and kept.as_of == WHEN
    assert counted(actor, kept) == counted(actor, None)


def test_a_small_city_is_counted_at_every_look(busy_town: Town) -> None:
    services.recount(recounting=queries.RECOUNTING, at=WHEN)
    assert queries.tallied(busy_town.yang_ping) is None


def test_the_page_says_of_when_it_is(busy_town: Town, client: Client, settings: Settings) -> None:
    services.recount(recounting=queries.RECOUNTING, at=WHEN)
    settings.COUNTED_LIVE_UP_TO = 0
    client.force_login(busy_town.accounts["yang_ping"])
    shown = client.get("/outreach/overview/").content.decode()
    assert "12月27日 10:26" in shown and "每 15 分钟汇总一次" in shown


def test_two_full_counts_are_kept_and_no_more(busy_town: Town) -> None:
    for hour in (10, 11, 12):
        services.recount(recounting=queries.RECOUNTING, at=december(27, hour))
    last = measures.last_recount("outreach.appeal")
    assert last is not None and last.as_of == december(27, 12)
    assert measures.Recount.objects.count() == 2


def test_the_check_finds_a_count_that_is_wrong(busy_town: Town, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("measures", "verify")
    assert capsys.readouterr().out.startswith("OK 3 ")
    broken = measures.Recounting(
        process="outreach.appeal",
        groups=lambda _: [],
        plain=queries.RECOUNTING.plain,
    )
    assert "重数 1" in services.recount_disagreement(recounting=broken, at=WHEN)


def test_what_a_unit_only_assists_with_is_not_its_figure(busy_town: Town) -> None:
    before = queries.headline(busy_town.liu_gong, now=WHEN)["total"].denominator
    case = Case.objects.get()
    case.co_units.create(unit=busy_town.housing, task="配合勘察", added_at=WHEN)
    assert queries.headline(busy_town.liu_gong, now=WHEN)["total"].denominator == before == 0


@pytest.mark.parametrize("person", PEOPLE)
def test_it_says_what_stands_against_matters_as_counting_says(busy_town: Town, person: str, settings: Settings) -> None:
    actor, case = getattr(busy_town, person), Case.objects.get()
    for code, ended in (("W1", None), ("W2", None), ("W4", WHEN)):
        AppealWarning.objects.create(
            appeal_id=case.pk, code=code, unit_id=case.unit_id, reason="超时", raised_at=WHEN, ended_at=ended
        )
    services.recount(recounting=queries.RECOUNTING, at=WHEN)
    settings.COUNTED_LIVE_UP_TO = 0
    live = queries.tally_alerts(actor, now=WHEN)
    kept = queries.tally_alerts(actor, now=WHEN, kept=queries.tallied(actor))
    for by in ("county", "unit"):
        assert queries.alerts(kept, by) == queries.alerts(live, by)
    call_command("measures", "verify")
