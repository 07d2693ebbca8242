"""The overview: figures with numerator, denominator, moment and rows; small samples marked; tables as sheets."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Town
from yishang.kernel.cases.models import Case
from yishang.kernel.directory.models import Unit

pytestmark = pytest.mark.usefixtures("frozen_site")
OVERVIEW = "/outreach/overview/"


@pytest.fixture
def sit(town: Town) -> Any:
    """A browser in which that person has signed in."""

    def signed_in(person: str) -> Client:
        client = Client()
        client.force_login(town.accounts[person])
        return client

    return signed_in


def total_at(client: Client, url: str) -> int:
    return int(client.get(f"{urlsplit(url).path}?{urlsplit(url).query}").context["page"].total)


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping", "wang_gong", "du_cha"])
def test_every_figure_opens_exactly_its_rows(
    sit: Any, town: Town, submitted: Appeal, advance: Advance, person: str
) -> None:
    advance("closed")
    services.rate_appeal(actor=town.li_min, number=submitted.case.number, star=4, at=MONDAY)
    services.call_back_appeal(actor=town.chen_jing, number=submitted.case.number, outcome="SATISFIED", at=MONDAY)
    _another_open_matter(town)
    client = sit(person)
    page = client.get(OVERVIEW)
    rates = [
        *page.context["cards"],
        *(rate for table in page.context["tables"] for line in table.lines for rate in line.rates),
    ]
    assert len(rates) > 8
    both_sides = {(rate.figure.rows_url, rate.figure.denominator) for rate in rates}
    both_sides |= {(rate.numerator_url, rate.figure.numerator) for rate in rates}
    for url, count in both_sides:  # the same rows are opened from several places
        assert total_at(client, url) == count, url


def _another_open_matter(town: Town) -> None:
    services.submit_appeal(
        actor=town.sun_hao, uscc=town.food.uscc, category="08", title="续贷材料怎么交",
        content="续贷材料重复提交三次，想问清楚要求。",
        contact=services.Contact("孙浩", "19900000102"), at=MONDAY,
    )  # fmt: skip


def test_the_city_chooses_a_county_and_a_county_sees_itself_only(sit: Any, town: Town, submitted: Appeal) -> None:
    _another_open_matter(town)
    city = sit("yang_ping").get(OVERVIEW).context
    assert city["cards"][0].figure.denominator == 2
    assert "county" in [table.code for table in city["tables"]]
    one = sit("yang_ping").get(OVERVIEW, {"county": "610404"}).context
    assert one["cards"][0].figure.denominator == 1
    own = sit("chen_jing").get(OVERVIEW, {"county": "610404"}).context  # asked for by hand
    assert own["cards"][0].figure.denominator == 1
    assert "county" not in [table.code for table in own["tables"]]


def test_nothing_to_count_is_a_dash_and_few_say_so(sit: Any, submitted: Appeal) -> None:
    page = sit("chen_jing").get(OVERVIEW).content.decode()
    assert "—" in page
    assert "样本少" in page


def test_a_table_goes_out_as_a_sheet_with_numerators_and_denominators(sit: Any, submitted: Appeal) -> None:
    answer = sit("yang_ping").get(OVERVIEW, {"table": "category"})
    content = b"".join(answer.streaming_content).decode()
    assert content.splitlines()[0] == (
        "\ufeff类别,受理件数,占比,办件率,办件率分子,办件率分母,按时办结率,按时办结率分子,按时办结率分母,五星率,五星率分子,五星率分母,截至"
    )
    assert "获得水电气暖,1,100.0%,0.0%,0,1" in content


@pytest.mark.parametrize("wrong", [{"county": "999999"}, {"table": "nothing"}, {"more": "nothing"}])
def test_unknown_counties_and_tables_are_refused(sit: Any, submitted: Appeal, wrong: dict[str, str]) -> None:
    assert sit("yang_ping").get(OVERVIEW, wrong).status_code == 422


@pytest.mark.parametrize(("person", "status"), [("li_min", 403), ("zhou_lian", 403), ("xi_tong", 403)])
def test_others_are_told_whose_page_it_is(sit: Any, person: str, status: int) -> None:
    assert sit(person).get(OVERVIEW).status_code == status


def test_a_stranger_signs_in_first(db: None) -> None:
    assert Client().get(OVERVIEW)["Location"] == f"/sign-in/staff/?next={OVERVIEW}"


def test_the_page_costs_the_same_however_many_matters(
    sit: Any, town: Town, submitted: Appeal, django_assert_max_num_queries: Any
) -> None:
    client = sit("yang_ping")
    client.get(OVERVIEW)
    with django_assert_max_num_queries(16):  # seven of the frame, two of the cards, one for each table, two of warnings
        client.get(OVERVIEW)


@pytest.fixture
def many_units(town: Town, submitted: Appeal) -> None:
    """A matter for each of 24 units more."""
    columns = {field.attname: getattr(submitted.case, field.attname) for field in Case._meta.concrete_fields}
    own = {field.attname: getattr(submitted, field.attname) for field in Appeal._meta.concrete_fields}
    for place in range(24):
        unit = Unit.objects.create(
            code=f"610400-D{place:02}", name=f"单位{place}", short_name=f"单位{place}", level="CITY", region_id="610400"
        )
        case = Case.objects.create(**columns | {"id": None, "number": f"SQ-{place}", "unit_id": unit.pk})
        Appeal.objects.create(**own | {"case_id": case.pk})


@pytest.mark.usefixtures("many_units")
def test_a_long_table_shows_its_first_rows_and_the_rest_is_a_press_away(sit: Any) -> None:
    client = sit("yang_ping")
    page = client.get(OVERVIEW)
    units = next(table for table in page.context["tables"] if table.code == "unit")
    assert (len(units.lines), units.fold.rest) == (20, 5)
    assert "其余 5 个" in page.content.decode()
    alone = client.get(units.fold.url, headers={"HX-Request": "true"}).content.decode()
    assert alone.count('class="main-cell"') == 25
    assert "<html" not in alone and "其余" not in alone
    without_script = client.get(units.fold.url)
    assert [len(table.lines) for table in without_script.context["tables"] if table.code == "unit"] == [25]
    sheet = b"".join(client.get(OVERVIEW, {"table": "unit"}).streaming_content).decode()
    assert len(sheet.splitlines()) == 26
