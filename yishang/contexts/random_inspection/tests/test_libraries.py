"""两库: tables in with a dry run's judgement, tags tied both ways, certificates and relations, 待治理."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from yishang.contexts.random_inspection import queries, rules, services
from yishang.contexts.random_inspection.models import (
    Expert,
    InspectItem,
    Inspector,
    ObjectTag,
    Permit,
    Quarantined,
    Relation,
    Training,
)
from yishang.contexts.random_inspection.tests.conftest import FOOD, MONDAY, Town
from yishang.kernel.context import InvalidInput
from yishang.kernel.intake import services as intake
from yishang.kernel.intake.services import Wish

ON = MONDAY.date()


def sheet(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "表.csv"
    file.write_text(text, encoding="utf-8")
    return file


def bring(town: Town, name: str, file: Path, *, dry_run: bool = False, accept_good: bool = False) -> intake.Outcome:
    what = next(one for one in services.IMPORTS if one.name == name)
    wish = Wish(columns={}, dry_run=dry_run, accept_good=accept_good)
    return intake.bring_in(actor=town.qian_hong, what=what, path=file, wish=wish, at=MONDAY, tell=lambda *_: None)


def test_inspectors_come_in_after_a_dry_run_and_learn_a_second_time(town: Town, tmp_path: Path) -> None:
    head = "编号,姓名,单位代码,执法证号,证件有效期至,业务专长,状态\n"
    file = sheet(tmp_path, f"{head}RY900001,高远,610400-YJ,陕D900001,2020-06-30,YJ-01 YJ-02,在岗\n")
    assert bring(town, "inspectors", file, dry_run=True).accepted == 1
    assert not Inspector.objects.filter(number="RY900001").exists()
    assert bring(town, "inspectors", file).taken.new == 1
    again = sheet(tmp_path, f"{head}RY900001,高远,610400-YJ,陕D900001,2023-06-30,YJ-01,请假\n")
    assert bring(town, "inspectors", again).taken.changed == 1
    assert Inspector.objects.get(number="RY900001").state == "LEAVE"


def test_a_department_brings_in_its_own_people_only(town: Town, tmp_path: Path) -> None:
    row = {"number": "RY9", "name": "高远", "unit": "610400-SJ", "certificate_no": "陕D9",
           "certificate_until": "2020-06-30", "area": "", "skills": "", "state": ""}  # fmt: skip
    with pytest.raises(rules.NotYours):
        services.import_inspectors(actor=town.lyu_qiang, rows=[row], at=MONDAY)
    with pytest.raises(InvalidInput, match="没有代码"):
        services.import_inspectors(actor=town.qian_hong, rows=[row | {"unit": "没有"}], at=MONDAY)
    with pytest.raises(InvalidInput, match="超过 20 个字"):
        services.import_inspectors(actor=town.qian_hong, rows=[row | {"number": "RY" + "0" * 19}], at=MONDAY)
    theirs = town.inspectors["han_bing"]
    with pytest.raises(rules.NotYours):
        services.import_inspectors(actor=town.qin_lan, rows=[row | {"number": theirs.number}], at=MONDAY)
    assert Inspector.objects.get(pk=theirs.pk).unit_id == theirs.unit_id


def test_rows_of_people_without_a_day_or_state_are_told(town: Town) -> None:
    told = {
        "number": "",
        "name": "高远",
        "unit": "u",
        "certificate_no": "c",
        "certificate_until": "明年",
        "state": "飞了",
    }
    assert {fault.field for fault in rules.people_faults(told, MONDAY)} == {"number", "certificate_until", "state"}


def test_an_import_sets_the_tag_and_the_end_of_the_permit_removes_it(town: Town) -> None:
    one = town.objects["机械"]
    row = {
        "uscc": one.entity.uscc,
        "name": "",
        "library": FOOD,
        "permit": "JY1",
        "valid_to": "2023-01-01",
        "industry": "",
    }
    services.import_objects(actor=town.qian_hong, rows=[row, row | {"permit": "JY2"}], at=MONDAY)
    assert ObjectTag.objects.filter(object=one).count() == 1
    first, second = Permit.objects.filter(object=one).order_by("pk")
    services.end_permit(actor=town.qian_hong, permit_id=first.pk, reason="注销", on=ON, at=MONDAY)
    assert ObjectTag.objects.filter(object=one).exists()
    services.end_permit(actor=town.qian_hong, permit_id=second.pk, reason="注销", on=ON, at=MONDAY)
    assert not ObjectTag.objects.filter(object=one).exists()
    with pytest.raises(rules.NothingThere):
        services.end_permit(actor=town.qian_hong, permit_id=second.pk, reason="注销", on=ON, at=MONDAY)
    with pytest.raises(rules.NotYours):
        services.end_permit(actor=town.qin_lan, permit_id=second.pk, reason="注销", on=ON, at=MONDAY)


def test_an_unsound_code_waits_to_be_mended_and_is_no_object(town: Town) -> None:
    row = {
        "uscc": "91610402MA00000159",
        "name": "演示坏码",
        "library": "",
        "permit": "",
        "valid_to": "",
        "industry": "",
    }
    services.import_objects(actor=town.qian_hong, rows=[row, row], at=MONDAY)
    waiting = Quarantined.objects.get()
    assert "校验" in waiting.why
    assert list(queries.quarantined(town.qian_hong)) == [waiting]
    services.settle_quarantined(actor=town.qian_hong, row_id=waiting.pk, words="与登记机关核对后重新导入。", at=MONDAY)
    assert not queries.quarantined(town.qian_hong).exists()


def test_risk_classes_are_taken_by_month_and_an_older_month_changes_nothing(town: Town) -> None:
    one = town.objects["化工"]
    row = {"uscc": one.entity.uscc, "risk": "D", "month": "2019-12"}
    assert services.import_risks(actor=town.qian_hong, rows=[row], at=MONDAY).changed == 1
    assert (
        services.import_risks(actor=town.qian_hong, rows=[row | {"risk": "A", "month": "2019-11"}], at=MONDAY).changed
        == 0
    )
    one.refresh_from_db()
    assert one.risk == "D"
    with pytest.raises(rules.NotYours):
        services.import_risks(actor=town.qin_lan, rows=[row], at=MONDAY)


def test_items_come_in_as_a_list_with_their_bases(town: Town, tmp_path: Path) -> None:
    head = "类,事项,依据,检查部门,比例\n"
    text = f"{head}广告监督,广告检查,《中华人民共和国广告法》,市市场监管局,3%\n无依据,无依据检查,,市市场监管局,3%\n"
    found = bring(town, "inspect_items", sheet(tmp_path, text), accept_good=True)
    assert (found.accepted, found.refused) == (1, 1)
    assert InspectItem.objects.get(name="广告检查").ratios == {"B": "3"}


@pytest.mark.real_data
def test_a_real_province_s_list_comes_in_but_for_the_item_without_a_basis(town: Town, real_data: Path) -> None:
    found = bring(town, "inspect_items", real_data / "inspection" / "inspection_items_zhejiang.csv", accept_good=True)
    assert (found.read, found.refused) == (79, 1)
    assert InspectItem.objects.filter(source_mark="导入").count() == found.taken.new


def test_certificates_are_renewed_forward_and_states_are_known_ones(town: Town) -> None:
    number = town.inspectors["zheng_hao"].number
    services.set_inspector_state(actor=town.qin_lan, number=number, state="LEAVE", away_until=ON, at=MONDAY)
    later = date(2025, 12, 31)
    assert (
        services.renew_certificate(actor=town.qian_hong, number=number, until=later, at=MONDAY).certificate_until
        == later
    )
    with pytest.raises(InvalidInput):
        services.renew_certificate(actor=town.qian_hong, number=number, until=date(2020, 1, 1), at=MONDAY)
    with pytest.raises(InvalidInput):
        services.set_inspector_state(actor=town.qin_lan, number=number, state="飞", at=MONDAY)
    with pytest.raises(rules.NotYours):
        services.set_inspector_state(actor=town.lyu_qiang, number=number, state="LEFT", at=MONDAY)
    with pytest.raises(rules.NothingThere):
        services.set_inspector_state(actor=town.qin_lan, number="RY0", state="LEFT", at=MONDAY)


def test_a_relation_is_noted_without_telling_why_in_the_journal(town: Town) -> None:
    number, uscc = town.inspectors["zheng_hao"].number, town.companies["机械"].uscc
    services.note_relation(actor=town.qin_lan, number=number, uscc=uscc, kind="COMPLAINT", at=MONDAY)
    assert Relation.objects.get().kind == "COMPLAINT"
    with pytest.raises(InvalidInput):
        services.note_relation(actor=town.qin_lan, number=number, uscc="91", kind="KIN", at=MONDAY)


def test_a_course_is_noted_with_those_who_attended(town: Town) -> None:
    numbers = [one.number for one in town.inspectors.values()][:2]
    told = {"title": "双随机业务培训", "kind": "SKILL", "held_on": ON, "hours": 8, "at": MONDAY}
    assert services.note_training(actor=town.qin_lan, numbers=numbers, **told).inspectors.count() == 2
    with pytest.raises(InvalidInput, match="不在名录库"):
        services.note_training(actor=town.qin_lan, numbers=["RY0"], **told)
    with pytest.raises(InvalidInput, match="将来"):
        services.note_training(actor=town.qin_lan, numbers=numbers, **told | {"held_on": ON + timedelta(days=1)})
    with pytest.raises(rules.NotYours):
        services.note_training(actor=town.lyu_qiang, numbers=numbers, **told)


def test_experts_come_in_after_a_dry_run_and_a_department_s_own_only(town: Town, tmp_path: Path) -> None:
    head = "编号,姓名,工作单位,专业,职称,聘请部门代码,入库有效期至\n"
    file = sheet(tmp_path, f"{head}ZJ9001,李某,示例检测院,特种设备,,610400-YJ,2020-06-30\n")
    assert bring(town, "experts", file, dry_run=True).accepted == 1
    assert not Expert.objects.filter(number="ZJ9001").exists()
    assert bring(town, "experts", file).taken.new == 1
    again = sheet(tmp_path, f"{head}ZJ9001,李某,示例检测院,特种设备,高工,610400-YJ,2023-06-30\n")
    assert bring(town, "experts", again).taken.changed == 1
    row = {"number": "ZJ9001", "name": "李某", "organisation": "别处", "field": "f", "title": "", "unit": "610400-SJ",
           "valid_until": "2020-06-30"}  # fmt: skip
    for unit in ("610400-SJ", "610400-YJ"):  # neither to its own house nor in the other's
        with pytest.raises(rules.NotYours):
            services.import_experts(actor=town.qin_lan, rows=[row | {"unit": unit}], at=MONDAY)
    bad = row | {"number": "", "name": "长" * 61, "valid_until": "明年"}
    assert {fault.field for fault in rules.expert_faults(bad, MONDAY)} == {"number", "name", "valid_until"}


def test_courses_come_in_with_who_attended_and_nobody_is_doubled(town: Town, tmp_path: Path) -> None:
    numbers = [town.inspectors[key].number for key in ("zheng_hao", "han_bing")]
    head = "培训名称,类别,日期,学时,参加人员编号\n"
    rows = "".join(f"双随机业务培训,专业技能,2019-11-20,8,{number}\n" for number in numbers)
    file = sheet(tmp_path, head + rows)
    assert bring(town, "trainings", file, dry_run=True).accepted == 2
    assert bring(town, "trainings", file).taken.new == 2
    assert bring(town, "trainings", file).taken.new == 0
    assert Training.objects.get().inspectors.count() == 2
    row = {"title": "培训", "kind": "专业技能", "held_on": "2019-11-20", "hours": "8", "number": numbers[0]}
    with pytest.raises(rules.NotYours):
        services.import_trainings(actor=town.lyu_qiang, rows=[row], at=MONDAY)
    with pytest.raises(InvalidInput, match="没有编号"):
        services.import_trainings(actor=town.qian_hong, rows=[row | {"number": "RY0"}], at=MONDAY)
    bad = row | {"kind": "讲座", "held_on": "2020-01-01", "hours": "八"}
    assert {fault.field for fault in rules.training_faults(bad, MONDAY)} == {"kind", "held_on", "hours"}


def test_an_object_that_is_gone_says_so(town: Town) -> None:
    one = town.objects["木业"]
    assert services.set_object_state(actor=town.qian_hong, object_id=one.pk, state="MOVED", at=MONDAY).state == "MOVED"
    with pytest.raises(rules.NotYours):
        services.set_object_state(actor=town.qin_lan, object_id=one.pk, state="MOVED", at=MONDAY)
    with pytest.raises(rules.NothingThere):
        services.set_object_state(actor=town.qian_hong, object_id=0, state="MOVED", at=MONDAY)
