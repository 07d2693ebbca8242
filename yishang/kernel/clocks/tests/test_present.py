"""What time it is: real time, or the demo's."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from pytest_django import DjangoAssertNumQueries

from yishang.kernel.clocks import queries, services
from yishang.kernel.clocks.tests.moments import at

LONG = timedelta(days=300)  # far longer than any test runs


def test_without_a_demo_clock_it_is_now_in_shanghai() -> None:
    before = datetime.now(UTC)
    assert before <= queries.present() <= datetime.now(UTC)
    assert queries.present().utcoffset() == timedelta(hours=8)


def test_an_anchored_demo_clock_runs_on_from_its_start() -> None:
    before = datetime.now(UTC)
    services.anchor_demo_clock(starts=at("2019-12-31 09:00"), real_now=before)
    shown = queries.present()
    assert at("2019-12-31 09:00") <= shown <= at("2019-12-31 09:00") + (datetime.now(UTC) - before)


def test_anchoring_again_moves_it_at_once() -> None:
    services.anchor_demo_clock(starts=at("2019-12-31 09:00"), real_now=datetime.now(UTC))
    assert queries.present().year == 2019
    services.anchor_demo_clock(starts=at("2020-06-01 09:00"), real_now=datetime.now(UTC))
    assert queries.present().date().isoformat() == "2020-06-01"


def test_removing_it_shows_real_time_again() -> None:
    services.anchor_demo_clock(starts=at("2019-12-31 09:00"), real_now=datetime.now(UTC))
    services.remove_demo_clock()
    assert abs(queries.present() - datetime.now(UTC)) < LONG
    services.remove_demo_clock()  # and again: there is nothing to remove, and nothing to refuse


def test_the_present_costs_no_sql(db: None, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    services.anchor_demo_clock(starts=at("2019-12-31 09:00"), real_now=datetime.now(UTC))
    with django_assert_num_queries(0):
        queries.present()


def test_the_demo_clock_is_one_small_file_and_leaves_no_other(demo_clock_file: Path) -> None:
    services.anchor_demo_clock(starts=at("2019-12-31 09:00"), real_now=at("2026-11-20 09:00"))
    assert [file.name for file in demo_clock_file.parent.iterdir()] == [Path(settings.DEMO_CLOCK_FILE).name]
