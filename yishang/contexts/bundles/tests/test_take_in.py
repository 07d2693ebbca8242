"""Handing a bundle in: one form, papers once, a part for each department; all of it or nothing."""

from typing import Any

import pytest
from django.db import IntegrityError

from yishang.contexts.bundles import queries, rules, services
from yishang.contexts.bundles.models import Package, PackagePaper, PackagePart
from yishang.contexts.bundles.tests.conftest import MONDAY, SALON, Town, papers_of, part_of, state_of, states_of
from yishang.kernel.cases.models import Case
from yishang.kernel.catalog import queries as catalog
from yishang.kernel.catalog import services as items
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.journal import queries as journal

pytestmark = pytest.mark.django_db
RESTAURANT = {
    "subject": "individual", "place": "rent", "bank": "yes", "staff": "yes", "size": "large", "drain": "yes",
    "room": "yes", "sign": "yes",
}  # fmt: skip


def test_one_form_opens_a_part_for_each_department_with_its_own_clock(town: Town) -> None:
    package = town.open()
    assert package.case.number == "TC-610402-20191209-0001"
    assert package.case.unit_id == town.han_xue.unit_id
    parts = {one.items[0]["name"]: one for one in PackagePart.objects.filter(package=package).select_related("case")}
    assert {one.case.state for one in parts.values()} == {"RECEIVED"}
    assert parts["企业社会保险登记"].case.unit_id == town.ren_she.unit_id
    assert parts["公共场所卫生许可核发"].after == [parts["从业人员健康证明办理"].key]
    assert {one.case.parent_id for one in parts.values()} == {package.case_id}
    assert [clock.code for clock in clocks.running_clocks(package.case.number)] == ["gather", "whole"]
    assert package.half_days == 12
    assert package.one_by_one == 24
    papers = {one.name: one for one in PackagePaper.objects.filter(package=package)}
    assert len(papers["营业执照"].users) == 4
    assert papers["营业执照"].spared_by == "电子营业执照"
    assert papers["从业人员健康证明"].spared_by == "“从业人员健康证明办理”办出来的"
    assert papers["效果图"].is_handed_in
    first = journal.timeline(parts["企业社会保险登记"].case.number, include_internal=False)
    assert [fact.verb for fact in first] == ["bundles.part.opened"]


def test_ten_departments_take_forty_statements_at_most(town: Town, django_assert_max_num_queries: Any) -> None:
    papers = papers_of("T02", RESTAURANT)
    with django_assert_max_num_queries(40) as counted:
        package = town.open(bundle="T02", answers=RESTAURANT, papers=papers)
    assert PackagePart.objects.filter(package=package).values("department").distinct().count() >= 8
    assert len(counted.captured_queries) < 30


def test_whatever_is_refused_leaves_nothing_behind(town: Town) -> None:
    before = Case.objects.count(), PackagePaper.objects.count()
    for changed, field in (
        ({"papers": papers_of("T42", SALON)[1:]}, "papers"),
        ({"papers": [*papers_of("T42", SALON), "户口本"]}, "papers"),
        ({"answers": {**SALON, "sign": "maybe"}}, "sign"),
        ({"answers": {"subject": "have"}}, "bank"),
        ({"shop_name": " "}, "shop_name"),
        ({"uscc": "91610402MA0000099X"}, "uscc"),
    ):
        with pytest.raises(InvalidInput) as refused:
            town.open(**changed)
        assert field in refused.value.fields
    with pytest.raises(rules.IntakeNotYours):
        town.open(town.sun_hao)
    with pytest.raises(rules.IntakeNotYours):
        town.open(town.jia_ning)  # another county's window
    with pytest.raises(rules.IntakeNotYours):
        town.open(town.wei_jian)
    with pytest.raises(queries.BundleNotFound):
        town.open(bundle="T99")
    assert (Case.objects.count(), PackagePaper.objects.count()) == before


def test_the_window_hands_in_for_a_company_and_the_same_thing_is_not_taken_twice(town: Town) -> None:
    package = town.open(town.han_xue)
    assert package.at_window
    with pytest.raises(rules.AlreadyUnderWay, match=package.case.number):
        town.open()
    assert town.open(address="秦都区演示路 9 号").pk != package.pk


def test_a_failure_half_way_takes_everything_back(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise IntegrityError("the disk is full")

    before = Case.objects.count()
    monkeypatch.setattr(PackagePaper.objects, "bulk_create", broken)
    with pytest.raises(IntegrityError):
        town.open()
    assert Case.objects.count() == before
    assert not Package.objects.exists()


def test_what_runs_keeps_its_version_when_an_item_is_retired(town: Town) -> None:
    package = town.open()
    part = part_of(package, "公共场所卫生许可")
    items.retire_item(actor=SYSTEM_ACTOR, code="610101005001", on=MONDAY.date(), reason="并入另一事项", at=MONDAY)
    queries.forget()
    with pytest.raises(queries.BundleSuspended):
        town.open(address="秦都区演示路 10 号")
    assert catalog.version(part.items[0]["version_id"]).elements.promised == 6
    services.accept_part(actor=town.wei_jian, number=part.case.number, at=MONDAY)
    assert states_of(package)["公共场所卫生许可核发"] == "WAITING"
    assert state_of(package) == "CHECKING"
