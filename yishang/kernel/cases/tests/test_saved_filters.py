"""常用筛选: one's own, in one's own order, shared with one's unit and with nobody else."""

from dataclasses import replace

import pytest

from tests.kept_tables import lay
from yishang.kernel.cases import queries, services
from yishang.kernel.cases.models import SavedFilter
from yishang.kernel.cases.rules import FILTERS_MOST, FilterNotFound
from yishang.kernel.cases.tests.conftest import CHEN_JING, XI_TONG
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.models import Account, Unit
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import services as geo

KIND = "test.letter"


@pytest.fixture
def office(db: None) -> Unit:
    lay(geo.load_regions)
    return Unit.objects.create(
        code="610402-YSB", name="秦都区营商办", short_name="秦都营商办", level="COUNTY", region_id="610402",
        org_type="OFFICE",
    )  # fmt: skip


def person(name: str, unit: Unit | None) -> Actor:
    account = Account.objects.create(login=name, name=name)
    return replace(CHEN_JING, id=account.pk, name=name, unit_id=unit.pk if unit else None)


@pytest.fixture
def chen_jing(office: Unit) -> Actor:
    return person("陈静", office)


@pytest.fixture
def colleague(office: Unit) -> Actor:
    return person("刘芳", office)


@pytest.fixture
def elsewhere(office: Unit) -> Actor:
    other = Unit.objects.create(
        code="610404-YSB", name="渭城区营商办", short_name="渭城营商办", level="COUNTY", region_id="610404",
        org_type="OFFICE",
    )  # fmt: skip
    return person("赵磊", other)


def keep(actor: Actor, name: str = "供电的", query: str = "queue=all&category=03") -> SavedFilter:
    return services.keep_filter(actor=actor, kind=KIND, name=name, query=query)


def names(actor: Actor) -> list[str]:
    return [one.name for one in queries.saved_filters(actor, KIND)]


def test_filters_stand_in_the_order_in_which_they_were_kept_and_can_be_put_in_another(chen_jing: Actor) -> None:
    first, second, third = (keep(chen_jing, name) for name in ("一", "二", "三"))
    assert names(chen_jing) == ["一", "二", "三"]
    services.shift_filter(actor=chen_jing, filter_id=third.pk, by=-1)
    assert names(chen_jing) == ["一", "三", "二"]
    services.shift_filter(actor=chen_jing, filter_id=first.pk, by=-1)
    services.shift_filter(actor=chen_jing, filter_id=second.pk, by=9)
    assert names(chen_jing) == ["一", "三", "二"]


def test_nobody_sees_anothers_filter_until_it_is_shared_and_then_only_the_unit(
    chen_jing: Actor, colleague: Actor, elsewhere: Actor
) -> None:
    kept = keep(chen_jing)
    assert (names(colleague), names(elsewhere)) == ([], [])
    services.share_filter(actor=chen_jing, filter_id=kept.pk, shared=True)
    assert (names(colleague), names(elsewhere)) == (["供电的"], [])
    services.share_filter(actor=chen_jing, filter_id=kept.pk, shared=False)
    assert names(colleague) == []


def test_a_shared_filter_stays_its_owners(chen_jing: Actor, colleague: Actor) -> None:
    kept = keep(chen_jing)
    services.share_filter(actor=chen_jing, filter_id=kept.pk, shared=True)
    for change in (
        lambda: services.rename_filter(actor=colleague, filter_id=kept.pk, name="我的"),
        lambda: services.drop_filter(actor=colleague, filter_id=kept.pk),
        lambda: services.shift_filter(actor=colleague, filter_id=kept.pk, by=1),
        lambda: services.share_filter(actor=colleague, filter_id=kept.pk, shared=False),
        lambda: services.begin_with_filter(actor=colleague, filter_id=kept.pk, first=True),
    ):
        with pytest.raises(FilterNotFound):
            change()
    assert names(chen_jing) == ["供电的"]


def test_one_filter_opens_the_list_and_choosing_another_replaces_it(chen_jing: Actor, colleague: Actor) -> None:
    first, second = keep(chen_jing, "一"), keep(chen_jing, "二")
    services.begin_with_filter(actor=chen_jing, filter_id=first.pk, first=True)
    services.begin_with_filter(actor=chen_jing, filter_id=second.pk, first=True)
    assert queries.first_filter(chen_jing, KIND) == second
    assert queries.first_filter(colleague, KIND) is None
    services.begin_with_filter(actor=chen_jing, filter_id=second.pk, first=False)
    assert queries.first_filter(chen_jing, KIND) is None


def test_what_was_deleted_can_be_kept_again_as_it_was(chen_jing: Actor) -> None:
    kept = keep(chen_jing)
    dropped = services.drop_filter(actor=chen_jing, filter_id=kept.pk)
    assert names(chen_jing) == []
    keep(chen_jing, dropped.name, dropped.query)
    assert names(chen_jing) == ["供电的"]


def test_filters_of_one_process_do_not_show_in_another(chen_jing: Actor) -> None:
    keep(chen_jing)
    assert queries.saved_filters(chen_jing, "test.visit") == []


@pytest.mark.parametrize("name", ["", "名" * 21, "已有的"])
def test_a_name_is_asked_for_short_and_not_twice(chen_jing: Actor, name: str) -> None:
    keep(chen_jing, "已有的")
    other = keep(chen_jing, "另一个")
    with pytest.raises(InvalidInput) as refused:
        keep(chen_jing, name)
    assert set(refused.value.fields) == {"name"}
    with pytest.raises(InvalidInput):
        services.rename_filter(actor=chen_jing, filter_id=other.pk, name=name)


def test_renaming_to_the_same_name_is_no_fault(chen_jing: Actor) -> None:
    kept = keep(chen_jing)
    assert services.rename_filter(actor=chen_jing, filter_id=kept.pk, name="供电的").name == "供电的"


def test_there_is_an_end_to_filters_and_to_their_length(chen_jing: Actor) -> None:
    for number in range(FILTERS_MOST):
        keep(chen_jing, f"第 {number} 个")
    with pytest.raises(InvalidInput, match="最多 20 个"):
        keep(chen_jing, "再来一个")
    with pytest.raises(InvalidInput, match="条件太长"):
        keep(chen_jing, "很长", "q=" + "长" * 500)


def test_who_has_no_unit_cannot_share(office: Unit) -> None:
    alone = replace(person("周克勤", None), role=XI_TONG.role)
    kept = keep(alone)
    with pytest.raises(InvalidInput):
        services.share_filter(actor=alone, filter_id=kept.pk, shared=True)
