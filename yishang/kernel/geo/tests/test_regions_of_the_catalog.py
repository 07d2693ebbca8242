from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from yishang.kernel.geo import queries, services
from yishang.kernel.geo.models import Region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def catalog(db: None) -> Iterator[None]:
    services.load_regions()
    yield
    queries.forget()


def test_the_catalog_holds_the_province_five_cities_and_every_county_of_the_handbook() -> None:
    counties = {city.code: len(queries.counties_of(city.code)) for city in queries.cities()}
    assert counties == {"610100": 13, "610300": 12, "610400": 14, "610600": 13, "610900": 10}
    assert Region.objects.count() == 1 + 5 + 62


def test_loading_the_catalog_again_changes_nothing() -> None:
    before = list(Region.objects.values_list())
    assert services.load_regions() == 68
    assert list(Region.objects.values_list()) == before


def test_yangling_is_one_of_the_fourteen_of_xianyang() -> None:
    assert queries.region("610403").name == "杨陵区"
    assert queries.region("610403").parent.name == "咸阳市"


def test_a_county_renamed_in_2018_is_found_by_its_old_code() -> None:
    assert queries.current_code("610427") == "610482"
    assert queries.name_of(queries.current_code("610427")) == "彬州市"
    assert queries.current_code("610402") == "610402"


def test_a_city_that_did_not_exist_yet_is_left_out_of_an_older_day() -> None:
    names = [one.name for one in queries.counties_of("610900", on=date(2019, 12, 31))]
    assert "旬阳市" not in names and len(names) == 9


def test_descendants_begin_with_the_region_itself() -> None:
    assert queries.descendants("610402") == ("610402",)
    assert len(queries.descendants("610400")) == 15
    assert len(queries.descendants("610000")) == 68
    assert queries.descendants("999999") == ()


def test_every_region_knows_its_city() -> None:
    assert queries.city_of("610402") == "610400"
    assert queries.city_of("610400") == "610400"
    assert queries.city_of("610000") == ""
    assert queries.city_of("999999") == ""


def test_names_come_from_memory_after_the_first_question(django_assert_num_queries: Callable[[int], Any]) -> None:
    queries.region("610402")
    with django_assert_num_queries(0):
        assert queries.short_name_of("610402") == "秦都"
        assert queries.region("610402").parent.parent.name == "陕西省"
        assert queries.counties_of("610400")


def test_a_zone_added_by_hand_is_seen_at_once() -> None:
    Region.objects.create(
        code="F61-GWQ",
        name="国际港务区",
        short_name="港务区",
        level="FUNCTIONAL",
        parent_id="610111",
        is_official_code=False,
    )
    assert queries.city_of("F61-GWQ") == "610100"


def test_an_unknown_code_is_refused_in_words() -> None:
    with pytest.raises(queries.UnknownRegion) as refusal:
        queries.region("110101")
    assert "110101" in refusal.value.message
    assert not queries.is_known("110101")
    assert queries.name_of("110101") == "110101"


def test_a_credit_code_tells_where_it_was_issued() -> None:
    assert queries.region_of_uscc("91610427MA00000155") == "610482"
    assert queries.region_of_uscc("91110101MA00000155") == ""
