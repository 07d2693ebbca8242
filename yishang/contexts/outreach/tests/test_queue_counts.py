"""The badges of the navigation say what the lists behind them hold."""

from dataclasses import replace
from datetime import timedelta
from itertools import product
from typing import Any

from django.db import connection
from django.db.models import Model
from django.test import Client
from django.test.utils import CaptureQueriesContext

from yishang.contexts.outreach import queries, rules
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december
from yishang.kernel.cases.models import Case
from yishang.kernel.measures.rules import badge

PEOPLE = ("chen_jing", "zhao_lei", "yang_ping", "wang_gong", "liu_gong", "du_cha", "guo_zheng")
LISTED = [code for code in queries.QUEUE_LABELS if code not in ("all", "assist")]


def _busy(town: Town, do: Do, advance: Advance) -> None:
    """A matter in every state under every lamp, of two counties and units; one that another unit assists with."""
    pattern = advance("handling")
    do(town.chen_jing, "add_co_unit", unit="610402-ZJ")
    lamps = ((1, 1), (-1, -2), (2, -1), (9, 5))  # days until it is due, and until its warning
    for place, (state, (due, warn), (unit, region)) in enumerate(
        product(rules.APPEAL.states, lamps, ((town.power, "610402"), (town.housing, "610404")))
    ):
        days = {"due_at": MONDAY + timedelta(days=due), "warn_at": MONDAY + timedelta(days=warn)}
        closed = MONDAY - timedelta(days=due + 14)
        own = {"state": state.code, "unit_id": unit.pk, "region_id": region, "closed_at": closed, **days}
        _copy(pattern, f"SQ-{place}", is_paused=place % 5 == 0, **own)


def _copy(pattern: Appeal, number: str, **changed: object) -> None:
    case = Case(**{**_columns(pattern.case), "id": None, "number": number, **changed})
    case.save()
    Appeal(**{**_columns(pattern), "case_id": case.pk}).save(force_insert=True)


def _columns(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_each_badge_is_the_length_of_its_list(town: Town, do: Do, advance: Advance) -> None:
    _busy(town, do, advance)
    for person, moment in product(PEOPLE, (MONDAY, december(11), december(25))):
        actor = getattr(town, person)
        counts = queries.queue_counts(actor, now=moment)
        for code in (*LISTED, "assist" if actor.role == "DEP" else "shelved"):
            rows = queries.matching(actor, queries.Wanted(queue=code), now=moment)
            open_rows = rows.filter(state__in=rules.APPEAL.open_states)
            assert (person, code, counts[code]) == (person, code, open_rows.distinct().count())


def test_all_badges_take_one_statement_whose_text_stays(town: Town, advance: Advance) -> None:
    advance("triaged")
    texts = []
    for moment in (MONDAY, december(13)):
        with CaptureQueriesContext(connection) as asked:
            queries.queue_counts(town.wang_gong, now=moment)
        texts.append(len(asked.captured_queries))
    assert texts == [1, 1]


def test_people_of_one_kind_of_post_do_not_see_each_other_s_numbers(town: Town, advance: Advance) -> None:
    advance("triaged")
    assert queries.queue_counts(town.chen_jing, now=MONDAY)["dispatch"] == 1
    assert queries.queue_counts(town.zhao_lei, now=MONDAY)["dispatch"] == 0
    elsewhere = replace(town.yang_ping, city_code="610300")
    assert queries.queue_counts(elsewhere, now=MONDAY)["dispatch"] == 0


def test_who_has_no_business_has_no_numbers(town: Town, advance: Advance) -> None:
    advance("triaged")
    assert set(queries.queue_counts(town.xi_tong, now=MONDAY).values()) == {0}


def test_counting_stops_where_a_badge_says_no_more(town: Town, advance: Advance, client: Client) -> None:
    assert [badge(count) for count in (0, 999, 1000)] == [0, 999, "999+"]
    pattern = advance("triaged").case
    rows = [Case(**{**_columns(pattern), "id": None, "number": f"SQ-{place}"}) for place in range(1001)]
    Case.objects.bulk_create(rows)
    assert queries.queue_counts(town.chen_jing, now=MONDAY)["dispatch"] == 1000
    client.force_login(town.accounts["chen_jing"])
    assert ">999+<" in client.get("/outreach/desk/?queue=accept").content.decode()
