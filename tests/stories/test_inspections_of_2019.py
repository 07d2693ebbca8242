"""The source's figures of 双随机 (handbook appendix A §2) in the demo city: our own counts and what stands beside."""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest

from tests.kept_tables import empty_the_tables
from yishang.contexts.outreach.demo.town import settle
from yishang.contexts.random_inspection import demo as inspections
from yishang.contexts.random_inspection import queries, rules
from yishang.contexts.random_inspection.models import Candidate, Correction, Inspection, Inspector
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor
from yishang.kernel.draw import queries as draws
from yishang.kernel.draw.rules import verify_record
from yishang.kernel.publish import queries as public
from yishang.site import demo

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
NEW_YEAR = datetime(2019, 12, 31, 9, 0, tzinfo=SHANGHAI)
ON = NEW_YEAR.date()
AT_LEAST = {"pushed": 3_250_000, "double_notice": 52_000, "gathered": 45_000, "warnings": 30_000, "abnormal": 31_000}


@pytest.fixture(scope="module")
def lead(django_db_setup: None, django_db_blocker: Any) -> Any:
    """The city and its inspections once for this module, and an empty database again afterwards."""
    with django_db_blocker.unblock():
        demo.load_catalogs()
        settle(password=demo.PASSWORD)
        inspections.tell_story(until=NEW_YEAR, password=demo.PASSWORD, say=lambda _: None)
        [(account, _role, _place)] = directory.posts_of([inspections.people_to_meet()[0]], on=ON)
        yield directory.actor_of(account, on=ON)
        empty_the_tables()


def test_41_departments_91_classes_145_items_and_2257_people_are_counted_by_ourselves(lead: Actor) -> None:
    ours = {
        one.source.code: (int(one.source.value), one.ours) for one in queries.beside_the_source(year=2019, now=NEW_YEAR)
    }
    assert {code: pair for code, pair in ours.items() if pair[1] is not None} == {
        "departments": (41, 41), "categories": (91, 91), "items": (145, 145), "people": (2257, 2257),
    }  # fmt: skip


def test_the_growth_of_new_companies_is_27_53_percent(lead: Actor) -> None:
    this, last = (int(queries.source_figures(year)["new_entities"].value) for year in (2019, 2018))
    assert this == 56449
    growth = (Decimal(this - last) * 100 / last).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
    assert growth == Decimal("27.53")


def test_132_stands_exactly_and_the_rounded_ones_as_lower_bounds(lead: Actor) -> None:
    found = queries.source_figures(2019)
    assert (int(found["serious"].value), found["serious"].at_least) == (132, False)
    assert {code: int(found[code].value) for code in AT_LEAST} == AT_LEAST
    assert all(found[code].at_least for code in AT_LEAST)


def test_the_list_is_public_item_by_item(lead: Actor) -> None:
    assert public.published("inspection.items", on=ON).count() == 145


def test_the_first_batch_is_drawn_and_recomputes_and_nobody_goes_alone_or_expired(lead: Actor) -> None:
    chosen = Candidate.objects.filter(is_selected=True, void_reason="")
    task = chosen[0].task
    assert verify_record(draws.record_files(task.draw_id)).selected == chosen.count() == 12
    for one in chosen:
        people = Inspector.objects.filter(assignments__candidate=one)
        assert {person.unit.code for person in people} == {"610400-SJ", "610400-YJ"}
        assert all(person.certificate_until >= task.due_on for person in people)
    assert task.inspections.count() == 12


def test_expired_certificates_are_in_the_library_and_out_of_the_pool(lead: Actor) -> None:
    out = queries.people_matching(lead, queries.Sought(state="expired"), on=ON)
    assert out.count() == 54
    assert all(rules.why_not(queries.standing(one), on=ON, training_days=0) for one in out)


def test_some_inspections_have_been_lived_through_and_some_still_come(lead: Actor) -> None:
    rows = list(Inspection.objects.select_related("case", "entity"))
    states = {one.case.state for one in rows}
    assert {"PUBLICIZED", "FOLLOWED", "NOTIFIED"} <= states
    assert all(one.entity.is_demo for one in rows)
    assert any(one.is_rated for one in rows)
    assert public.published("inspection_results", on=ON).count() >= 5
    assert Correction.objects.filter(state="PASSED").exists()
    drawn = Inspector.objects.filter(assignments__isnull=False)
    assert not drawn.filter(account=None).exists()
