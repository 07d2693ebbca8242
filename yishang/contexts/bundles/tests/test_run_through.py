"""Departments side by side: accepted, corrected once for all, granted or refused, handed over once."""

from datetime import timedelta

import pytest

from yishang.contexts.bundles import rules, services
from yishang.contexts.bundles.models import Package, PackagePart
from yishang.contexts.bundles.tests.conftest import (
    MONDAY,
    THURSDAY,
    TUESDAY,
    WEDNESDAY,
    Town,
    part_of,
    state_of,
    states_of,
)
from yishang.kernel.cases import queries as cases
from yishang.kernel.cases.rules import CaseChangedMeanwhile, CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import queries as journal
from yishang.kernel.ratings import queries as ratings

pytestmark = pytest.mark.django_db
WHO = {
    "社会保险": "ren_she",
    "医疗保险": "yi_bao",
    "健康证明": "wei_jian",
    "卫生许可": "wei_jian",
    "户外广告": "cheng_guan",
}


def accept(town: Town, package: Package, *words: str, at=MONDAY) -> None:  # noqa: ANN001
    for word in words or WHO:
        services.accept_part(actor=getattr(town, WHO[word]), number=part_of(package, word).case.number, at=at)


def grant(town: Town, package: Package, *words: str, at=WEDNESDAY) -> None:  # noqa: ANN001
    for word in words:
        number = part_of(package, word).case.number
        services.grant_part(actor=getattr(town, WHO[word]), number=number, document=f"演示{word}1号", note="", at=at)


def note(town: Town, package: Package, word: str, paper: str, at=MONDAY) -> PackagePart:  # noqa: ANN001
    number = part_of(package, word).case.number
    return services.note_correction(
        actor=getattr(town, WHO[word]), number=number, papers=[paper], reason=f"{paper}看不清。", at=at
    )


def test_accept_part_begin_handling_start_part_grant_part_finish_package_hand_over_rate_package(town: Town) -> None:
    package = town.open()
    accept(town, package, "社会保险", "医疗保险", "健康证明", "户外广告")
    assert state_of(package) == "CHECKING"
    accept(town, package, "卫生许可")
    assert state_of(package) == "RUNNING"
    assert states_of(package)["公共场所卫生许可核发"] == "WAITING"
    assert not clocks.running_clocks(part_of(package, "卫生许可").case.number)  # 等待不计入后继时限
    grant(town, package, "健康证明", at=TUESDAY)
    waited = part_of(package, "卫生许可")
    assert waited.case.state == "HANDLING"
    [clock] = clocks.running_clocks(waited.case.number)
    assert (clock.code, clock.half_days, clock.started_at) == ("handle", 6, TUESDAY)
    grant(town, package, "社会保险", "医疗保险", "户外广告")
    assert state_of(package) == "RUNNING"
    grant(town, package, "卫生许可")
    assert state_of(package) == "READY"
    number = package.case.number
    with pytest.raises(MoveNotYours):
        services.hand_over(actor=town.li_min, number=number, receiver="李敏", way="WINDOW", at=WEDNESDAY)
    with pytest.raises(InvalidInput):
        services.hand_over(actor=town.han_xue, number=number, receiver="", way="PIGEON", at=WEDNESDAY)
    handed = services.hand_over(actor=town.han_xue, number=number, receiver="李敏", way="WINDOW", at=WEDNESDAY)
    assert handed.receipt_number == "TL-610402-20191211-0001"
    with pytest.raises(MoveNotOpen):  # once
        services.hand_over(actor=town.lu_yang, number=number, receiver="李敏", way="WINDOW", at=WEDNESDAY)
    services.rate_package(actor=town.li_min, number=number, star=5, at=THURSDAY)
    rated = ratings.rating_of(package.case_id)
    assert rated is not None and rated.star == 5
    with pytest.raises(CaseNotVisible):
        services.rate_package(actor=town.sun_hao, number=number, star=1, at=THURSDAY)
    assert journal.verify().breach is None
    assert cases.verify_states().why == ""


def test_note_correction_is_gathered_ask_once_ask_part_supply_papers_supply_part(town: Town) -> None:
    package = town.open()
    note(town, package, "户外广告", "效果图")
    note(town, package, "卫生许可", "卫生检测报告")
    assert state_of(package) == "CHECKING"  # nothing is asked before everybody has looked
    accept(town, package, "社会保险", "医疗保险", "健康证明")
    assert state_of(package) == "ASKED"
    assert Package.objects.get(pk=package.pk).rounds == 1
    running = {clock.code: clock.state for clock in clocks.running_clocks(package.case.number)}
    assert running == {"whole": "PAUSED", "supply": "RUNNING"}
    grant(town, package, "健康证明", at=TUESDAY)  # the others go on
    with pytest.raises(InvalidInput, match="效果图"):
        services.supply_papers(
            actor=town.li_min, number=package.case.number, papers=["卫生检测报告"], note="", at=TUESDAY
        )
    both = ["卫生检测报告", "效果图"]
    services.supply_papers(actor=town.li_min, number=package.case.number, papers=both, note="重新拍了", at=TUESDAY)
    assert state_of(package) == "CHECKING"
    assert states_of(package)["户外广告设施设置审批"] == "RECEIVED"
    with pytest.raises(rules.AskedBefore):
        note(town, package, "户外广告", "场地使用证明", at=TUESDAY)  # it was there the first time, unchanged
    with pytest.raises(rules.NotInThisPart):
        note(town, package, "户外广告", "卫生检测报告", at=TUESDAY)
    note(town, package, "户外广告", "效果图", at=TUESDAY)  # changed since, and still not right
    accept(town, package, "卫生许可", at=TUESDAY)
    assert state_of(package) == "ASKED"
    assert states_of(package)["公共场所卫生许可核发"] == "HANDLING"


def test_the_window_of_time_is_over_deem_accepted_and_lapse_supply_and_drop_part(town: Town) -> None:
    package = town.open()
    note(town, package, "户外广告", "效果图")
    assert services.gather_due(at=MONDAY + timedelta(hours=2)) == 0
    assert services.gather_due(at=WEDNESDAY) == 1
    assert state_of(package) == "ASKED"
    assert states_of(package)["企业社会保险登记"] == "HANDLING"  # who was silent has accepted
    with pytest.raises(MoveNotOpen):
        note(town, package, "卫生许可", "卫生检测报告", at=WEDNESDAY)
    assert services.lapse_due(at=WEDNESDAY) == 0
    assert services.lapse_due(at=WEDNESDAY + timedelta(days=30)) == 1
    assert state_of(package) == "RUNNING"
    assert states_of(package)["户外广告设施设置审批"] == "DROPPED"


def test_refuse_part_ends_what_waits_for_it_and_finish_partly(town: Town) -> None:
    package = town.open()
    accept(town, package)
    with pytest.raises(CaseNotVisible):
        services.refuse_part(
            actor=town.ren_she, number=part_of(package, "健康证明").case.number, reason="不行", at=TUESDAY
        )
    number = part_of(package, "健康证明").case.number
    with pytest.raises(InvalidInput):
        services.refuse_part(actor=town.wei_jian, number=number, reason=" ", at=TUESDAY)
    services.refuse_part(actor=town.wei_jian, number=number, reason="体检结果不合格。", at=TUESDAY)
    assert states_of(package)["公共场所卫生许可核发"] == "DROPPED"
    assert state_of(package) == "RUNNING"  # 其余继续
    grant(town, package, "社会保险", "医疗保险", "户外广告")
    assert state_of(package) == "PARTLY"


def test_fail_package_when_nothing_is_granted(town: Town) -> None:
    package = town.open()
    for word in ("社会保险", "医疗保险", "健康证明", "户外广告"):
        number = part_of(package, word).case.number
        services.refuse_part(actor=getattr(town, WHO[word]), number=number, reason="不符合条件。", at=TUESDAY)
    assert state_of(package) == "FAILED"


def test_withdraw_package_withdraw_part_close_withdrawn_and_what_was_granted_is_handed_over(town: Town) -> None:
    package = town.open()
    with pytest.raises(MoveNotYours):
        services.withdraw_package(actor=town.han_xue, number=package.case.number, reason="不办了", at=MONDAY)
    services.withdraw_package(actor=town.li_min, number=package.case.number, reason="不开了", at=MONDAY)
    assert state_of(package) == "WITHDRAWN"
    assert set(states_of(package).values()) == {"WITHDRAWN"}
    again = town.open()
    accept(town, again)
    grant(town, again, "社会保险", at=TUESDAY)
    services.withdraw_package(actor=town.li_min, number=again.case.number, reason="其余不办了", at=TUESDAY)
    assert state_of(again) == "PARTLY"


def test_assign_helper_from_the_window_only(town: Town) -> None:
    package = town.open()
    helper, stranger = town.lu_yang, town.wei_jian
    with pytest.raises(InvalidInput):
        services.assign_helper(actor=town.han_xue, number=package.case.number, helper=str(stranger.id), at=MONDAY)
    with pytest.raises(MoveNotYours):
        services.assign_helper(actor=town.li_min, number=package.case.number, helper=str(helper.id), at=MONDAY)
    done = services.assign_helper(actor=town.han_xue, number=package.case.number, helper=str(helper.id), at=MONDAY)
    assert done.helper_name == "卢杨"


def test_two_clerks_at_once_the_second_is_told(town: Town) -> None:
    package = town.open()
    part = part_of(package, "户外广告")
    seen = part.case.version
    services.accept_part(actor=town.cheng_guan, number=part.case.number, at=MONDAY, version=seen)
    with pytest.raises(MoveNotOpen):
        services.note_correction(
            actor=town.cheng_guan,
            number=part.case.number,
            papers=["效果图"],
            reason="看不清。",
            at=MONDAY,
            version=seen,
        )
    with pytest.raises(CaseChangedMeanwhile):
        services.grant_part(
            actor=town.cheng_guan, number=part.case.number, document="1号", note="", at=MONDAY, version=seen
        )
