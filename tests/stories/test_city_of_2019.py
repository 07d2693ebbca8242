"""The demo city's year, told by the services, ends in the state that the source document reports for 2019-12-31."""

from datetime import date
from typing import Any

import pytest
from django.conf import settings

from tests.kept_tables import empty_the_tables
from yishang.contexts.outreach import queries
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.queries import Wanted
from yishang.kernel.directory.models import Account, Sponsorship, Unit
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.draw import queries as draws
from yishang.kernel.draw import rules as draw_rules
from yishang.kernel.journal import queries as journal
from yishang.kernel.measures.rules import Figure
from yishang.kernel.parties.models import MarketEntity, Subject
from yishang.kernel.parties.rules import uscc_fault
from yishang.site import demo

pytestmark = pytest.mark.django_db
MAYOR = Actor(id=None, name="市长", role=Role.MBO, city_code="610400")
THE_LAST_MORNING = demo.STARTS


@pytest.fixture(scope="module")
def city(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The whole story once for this module, and an empty database again afterwards."""
    with django_db_blocker.unblock(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "DEMO_CLOCK_FILE", tmp_path_factory.mktemp("clock") / "demo-clock.json")
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("uploads"))
        demo.load_catalogs()
        key = demo.build(say=lambda _line: None)
        yield key
        empty_the_tables()


@pytest.fixture(scope="module")
def figures(city: str, django_db_blocker: Any) -> dict[str, Figure]:
    with django_db_blocker.unblock():
        return queries.headline(MAYOR, now=THE_LAST_MORNING)


@pytest.mark.parametrize(
    ("code", "closed", "received", "rate"),
    [
        ("own", 21, 23, "91.3%"),
        ("assisted", 320, 354, "90.4%"),  # the source rounds this to 91 %; by the formula it is 90.4 %
        ("line_a", 149, 166, "89.8%"),
        ("line_b", 192, 211, "91.0%"),
        ("total", 341, 377, "90.5%"),
    ],
)
def test_every_closing_rate_of_the_source_follows_from_its_rows(
    figures: dict[str, Figure], code: str, closed: int, received: int, rate: str
) -> None:
    figure = figures[code]
    assert (figure.numerator, figure.denominator, figure.value) == (closed, received, rate)


def test_the_parts_add_up_both_ways(figures: dict[str, Figure]) -> None:
    assert figures["own"].denominator + figures["assisted"].denominator == 377
    assert figures["line_a"].denominator + figures["line_b"].denominator == 377
    assert figures["own"].numerator + figures["assisted"].numerator == 341
    assert figures["line_a"].numerator + figures["line_b"].numerator == 341


def test_the_companies_words_are_those_of_the_source(figures: dict[str, Figure]) -> None:
    assert figures["five_stars"].denominator == 341
    assert figures["five_stars"].numerator >= 307  # 五星评价 90% 以上
    assert (figures["satisfaction"].numerator, figures["satisfaction"].denominator) == (98, 100)
    assert figures["satisfaction"].value == "98.0%"


def test_every_figure_opens_exactly_its_rows(figures: dict[str, Figure]) -> None:
    def rows(**wanted: str) -> int:
        return queries.matching(MAYOR, Wanted(**wanted), now=THE_LAST_MORNING).count()

    assert rows(rate="counted") == figures["total"].denominator
    assert rows(rate="closed") == figures["total"].numerator
    assert rows(rate="counted", channel="own") == figures["own"].denominator
    assert rows(rate="closed", channel="assisted") == figures["assisted"].numerator
    assert rows(rate="counted", line="COUNTY") == figures["line_a"].denominator
    assert rows(rate="five_stars") == figures["five_stars"].numerator
    assert rows(rate="rated") == figures["five_stars"].denominator


@pytest.mark.parametrize("by", ["county", "unit", "category", "month"])
def test_every_breakdown_sums_up_to_the_whole(city: str, by: str) -> None:
    groups = queries.breakdown(MAYOR, by, now=THE_LAST_MORNING)
    assert sum(group.closing.denominator or 0 for group in groups) == 377
    assert sum(group.closing.numerator for group in groups) == 341


def test_the_library_and_its_sponsors_are_those_of_the_source(city: str) -> None:
    assert Subject.objects.filter(subject_type="KEY_PROJECT", in_date__lte=date(2019, 12, 31)).count() == 334
    assert Subject.objects.filter(subject_type="ABOVE_SCALE_ENT").count() == 781
    leaders = Account.objects.filter(postings__role=Role.LDR)
    assert leaders.filter(leader_rank="CITY").count() == 32
    assert leaders.filter(leader_rank="COUNTY").count() == 277
    assert Unit.objects.filter(is_city_dept=True).count() == 42
    sponsored = Sponsorship.objects.values("subject_id").distinct().count()
    assert sponsored == 334 + 781  # nobody is 无人包抓


def test_everything_in_the_city_is_invented_and_marked(city: str) -> None:
    assert not Account.objects.filter(is_demo=False).exists()
    assert not Unit.objects.filter(is_demo=False).exists()
    assert not MarketEntity.objects.filter(is_demo=False).exists()
    assert not Appeal.objects.filter(is_demo=False).exists()
    assert all(uscc_fault(code) is None for code in MarketEntity.objects.values_list("uscc", flat=True))


def test_the_story_left_an_unbroken_trail(city: str) -> None:
    verdict = journal.verify()
    assert verdict.breach is None
    assert verdict.facts > 2500
    assert verdict.seals >= 1


def test_anyone_can_draw_the_december_sample_again(city: str) -> None:
    draw_id = queries.samples_of("610400")[0].draw_id
    assert draw_rules.verify_record(draws.record_files(draw_id))


def test_no_appeal_outside_the_library_counts_in_a_rate(city: str) -> None:
    outside = Appeal.objects.filter(subject=None)
    assert outside.exists()
    assert not outside.filter(case__in_rate=True).exists()


def test_what_stands_against_open_matters_is_there_to_be_looked_at(city: str) -> None:
    def count(**wanted: str) -> int:
        return queries.matching(MAYOR, Wanted(**wanted), now=THE_LAST_MORNING).count()

    assert count(queue="shelved") == 1
    assert all(count(warning=code) >= 1 for code in ("W1", "W2", "W3"))
    assert Appeal.objects.filter(urged_count=2, case__state="ASSIGNED").count() == 1
    ruling = queries.matching(MAYOR, Wanted(warning="W3", state="RETURN_REQ"), now=THE_LAST_MORNING).get()
    assert "arbitrate_return" in {
        move.name for move in queries.detail(MAYOR, ruling.number, now=THE_LAST_MORNING).moves
    }
