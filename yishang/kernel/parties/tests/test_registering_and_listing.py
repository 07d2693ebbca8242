from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.kept_tables import lay
from yishang.kernel.context import InvalidInput
from yishang.kernel.geo import services as geo
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal.rules import SYSTEM
from yishang.kernel.parties import queries, services
from yishang.kernel.parties.models import MarketEntity, Subject
from yishang.kernel.parties.rules import EntityEntry, ProjectEntry, SubjectEntry

pytestmark = pytest.mark.django_db
NOON = datetime(2019, 12, 9, 12, tzinfo=ZoneInfo("Asia/Shanghai"))
DAY = date(2019, 12, 9)
CODE = "91610402MA00000155"
OTHER = "93610402MA0000023R"
WORKS = EntityEntry(
    uscc="91610402 ma0000 0155", name=" 咸阳示例　机械（集团）公司 ", region_code="610402", province="陕西"
)
LISTING = SubjectEntry("ABOVE_SCALE_ENT", "示例机械", CODE, "610402", "2019-1", date(2019, 3, 1), industry_code="3421")
PARK = replace(LISTING, subject_type="KEY_PROJECT", name="示例产业园",
               project=ProjectEntry(name="示例产业园", code="2019-610402-35-03-012345"))  # fmt: skip


@pytest.fixture(autouse=True)
def regions(db: None) -> None:
    lay(geo.load_regions)


def register(entry: EntityEntry = WORKS) -> MarketEntity:
    return services.register_entity(
        actor=SYSTEM, uscc=entry.uscc, name=entry.name, region_code=entry.region_code, province=entry.province, at=NOON
    )


def enlist(entry: SubjectEntry = LISTING) -> Subject:
    return services.enlist_subject(actor=SYSTEM, entry=entry, at=NOON)


def test_an_entity_is_stored_as_meant_and_found_by_any_spelling_of_its_code() -> None:
    entity = register()
    assert (entity.uscc, entity.name) == (CODE, "咸阳示例 机械(集团)公司")
    assert queries.entity_by_uscc("91610402-ma00000155") == entity
    facts = journal.timeline(f"entity:{entity.pk}", include_internal=True)
    assert [fact.verb for fact in facts] == ["parties.entity.registered"]


def test_a_wrong_code_province_and_region_are_refused_each_at_its_field() -> None:
    with pytest.raises(InvalidInput) as refusal:
        register(replace(WORKS, uscc="610402100012345", province="N/A", region_code="110101"))
    assert set(refusal.value.fields) == {"uscc", "province", "region"}


def test_the_same_code_is_not_registered_twice() -> None:
    register()
    with pytest.raises(services.AlreadyRegistered):
        register()


def test_many_go_in_together_and_known_ones_stay_as_they_are() -> None:
    first = register()
    entries = [replace(WORKS, name="改名"), EntityEntry(uscc=OTHER, name="示例合作社")]
    found = services.register_entities(actor=SYSTEM, entries=entries, at=NOON, batch="2019-1")
    assert set(found) == {CODE, OTHER} and found[OTHER].pk
    first.refresh_from_db()
    assert first.name == "咸阳示例 机械(集团)公司"


def test_one_bad_row_keeps_all_out_and_is_named() -> None:
    entries = [WORKS, EntityEntry(uscc="1", name="")]
    with pytest.raises(InvalidInput) as refusal:
        services.register_entities(actor=SYSTEM, entries=entries, at=NOON, batch="2019-1")
    assert set(refusal.value.fields) == {"2.uscc", "2.name"}
    assert not MarketEntity.objects.exists()


def test_a_company_counts_as_enterprise_before_its_project() -> None:
    entity = register()
    park, works = enlist(PARK), enlist()
    assert park.project is not None and park.project.entity == entity
    assert queries.subject_on(entity.pk, DAY) == works
    assert queries.subjects_of(entity.pk, on=DAY) == [works, park]
    assert queries.subjects_on([entity.pk], DAY) == {entity.pk: works}


def test_a_company_is_outside_before_it_comes_and_from_the_day_it_leaves() -> None:
    entity, subject = register(), enlist()
    assert queries.subject_on(entity.pk, date(2019, 2, 28)) is None
    Subject.objects.filter(pk=subject.pk).update(out_date=DAY)
    assert queries.subject_on(entity.pk, DAY) is None
    assert queries.subject_on(entity.pk, date(2019, 12, 8)) == subject


def test_an_unregistered_company_is_not_listed() -> None:
    with pytest.raises(InvalidInput) as refusal:
        enlist(replace(LISTING, region_code="999999"))
    assert set(refusal.value.fields) == {"uscc", "region"}


def test_a_key_project_without_a_project_is_not_listed() -> None:
    register()
    with pytest.raises(InvalidInput) as refusal:
        enlist(replace(LISTING, subject_type="KEY_PROJECT"))
    assert set(refusal.value.fields) == {"project"}


def test_the_same_name_and_the_same_project_code_are_not_listed_twice() -> None:
    register()
    enlist()
    enlist(PARK)
    with pytest.raises(services.AlreadyListed):
        enlist()
    with pytest.raises(services.AlreadyListed, match="项目代码"):
        enlist(replace(PARK, name="另一产业园"))


def test_many_are_listed_together_in_few_statements(django_assert_max_num_queries: Callable[[int], Any]) -> None:
    register()
    with django_assert_max_num_queries(14):
        listed = services.enlist_subjects(actor=SYSTEM, entries=[LISTING, PARK], at=NOON, batch="2019-1")
    assert [one.name for one in listed] == ["示例机械", "示例产业园"]
    assert all(one.pk for one in listed)
