"""任务: pool, lot, teams, and what may not be done with them (handbook 2.3, 2.8 坏输入)."""

from datetime import date

import pytest

from yishang.contexts.random_inspection import queries, rules, services
from yishang.contexts.random_inspection.models import Assignment, Inspector, LastInspection, Relation, Term
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.contexts.random_inspection.tests.planning import (
    VALUES,
    beacon,
    drafted_task,
    drawn_task,
    frozen_task,
    published_plan,
    state_of,
)
from yishang.kernel.cases.rules import MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.draw import queries as draws
from yishang.kernel.draw.rules import verify_record
from yishang.kernel.journal import queries as journal
from yishang.kernel.publish import queries as public

ON = MONDAY.date()
OTHERS = {"w3": bytes(range(64, 96)), "w4": bytes(range(96, 128))}


def reveal(town: Town, number: str, values: dict[str, bytes]) -> None:
    for name, value in values.items():
        services.reveal_witness(actor=town.qian_hong, number=number, witness_id=name, value_hex=value.hex(), at=MONDAY)


def test_freeze_task_and_draw_task_give_companies_and_teams_that_anyone_recomputes(town: Town) -> None:
    task = drawn_task(town, count=None, ratios="B50", items=("SJ-01", "SJ-02", "YJ-02"))
    assert state_of(task) == "OBJECT_DRAWN"
    chosen = list(queries.selected_of(task))
    assert len(chosen) == 6  # 50 % of twelve
    for one in chosen:
        units = {each.inspector.unit.code for each in one.assignments.all()}
        assert units == {"610400-SJ", "610400-YJ"}  # each department sends somebody
    verdict = verify_record(draws.record_files(task.draw_id))
    assert verdict.selected == 6
    [row] = public.published("inspection.tasks", on=ON)
    assert (row.row["pool"], row.row["taken"]) == (12, 6)
    assert "演示" not in str(row.row)


def test_draft_task_tells_the_topic_of_the_public_that_it_follows(town: Town) -> None:
    task = drafted_task(town, kind="SPECIAL", source="DT-610400-20191209-0001")
    told = [
        fact
        for fact in journal.timeline(task.case.number, include_internal=True)
        if fact.verb.endswith("opened_for_topic")
    ]
    assert [fact.data for fact in told] == [{"topic": "DT-610400-20191209-0001", "task": task.case.number}]
    plain = drafted_task(town, source="SQ-610400-20191209-0001")
    assert not any(
        fact.verb.endswith("opened_for_topic") for fact in journal.timeline(plain.case.number, include_internal=True)
    )


def test_freeze_task_publishes_nothing_that_tells_company_person_or_class(town: Town) -> None:
    task = frozen_task(town)
    text = draws.commitment_file(task.draw_id).decode()
    assert town.companies["机械"].uscc not in text
    assert town.inspectors["zheng_hao"].number not in text
    assert "风险" not in text


def test_preview_counts_the_left_out_by_reason_and_tells_companies_from_lines(town: Town) -> None:
    gone, done = town.objects["木业"], town.objects["包装"]
    gone.state = "CANCELLED"
    gone.save()
    for code in ("SJ-01", "YJ-02"):
        LastInspection.objects.create(object=done, item_code=code, on=date(2019, 5, 1))
    found = queries.preview(drafted_task(town), on=ON)
    assert found.excluded == {"GONE": 1, "DONE": 1}
    assert (found.objects, found.lines, found.officers) == (10, 20, 6)


def test_an_empty_pool_cannot_be_frozen(town: Town) -> None:
    task = drafted_task(town, conditions=rules.Conditions(region="610481"))
    with pytest.raises(rules.PoolEmpty):
        services.freeze_task(actor=town.qian_hong, number=task.case.number, beacon=beacon(), at=MONDAY)


def test_more_than_there_are_or_than_a_hundred_percent_is_refused(town: Town) -> None:
    task = drafted_task(town, ratios="", count=13, items=("SJ-01", "SJ-02", "YJ-02"))
    with pytest.raises(rules.TakeTooMany):
        services.freeze_task(actor=town.qian_hong, number=task.case.number, beacon=beacon(), at=MONDAY)
    with pytest.raises(InvalidInput, match="超过 100%"):
        drafted_task(town, ratios="B101")


def test_expired_certificates_leave_the_pool_by_themselves(town: Town) -> None:
    Inspector.objects.filter(unit__code="610400-YJ").update(certificate_until=date(2019, 11, 30))
    task = drafted_task(town)
    assert queries.preview(task, on=ON).left_out == {"执法证已过期": 3}
    with pytest.raises(rules.EverybodyRecused, match="市应急局"):
        services.freeze_task(actor=town.qian_hong, number=task.case.number, beacon=beacon(), at=MONDAY)


def test_everybody_recused_is_said_before_the_draw(town: Town) -> None:
    Relation.objects.bulk_create(
        Relation(inspector=one, entity=company, kind="INTEREST", noted_by_name="x", noted_at=MONDAY)
        for one in town.inspectors.values() for company in town.companies.values()
    )  # fmt: skip
    task = drafted_task(town)
    with pytest.raises(rules.EverybodyRecused):
        services.freeze_task(actor=town.qian_hong, number=task.case.number, beacon=beacon(), at=MONDAY)


def test_who_is_related_or_was_there_last_year_is_not_sent(town: Town) -> None:
    zheng, song = town.inspectors["zheng_hao"], town.inspectors["song_jia"]
    for company in town.companies.values():
        Relation.objects.create(inspector=zheng, entity=company, kind="KIN", noted_by_name="x", noted_at=MONDAY)
    for one in town.objects.values():
        LastInspection.objects.create(object=one, item_code="SJ-01", on=date(2018, 6, 1), inspectors=[song.pk])
    task = drawn_task(town, ratios="B50", items=("SJ-01", "SJ-02", "YJ-02"))
    sent = {each.inspector.name for one in queries.selected_of(task) for each in one.assignments.all()}
    assert not sent & {"郑浩", "宋佳"}
    assert "唐磊" in sent


def test_a_task_outside_the_plan_says_why_and_one_inside_keeps_to_it(town: Town) -> None:
    with pytest.raises(InvalidInput, match="缘由"):
        drafted_task(town, reason="")
    plan = published_plan(town)
    with pytest.raises(InvalidInput, match="不在这份计划内"):
        drafted_task(town, plan=plan.case.number, items=("SJ-01", "SJ-02", "YJ-02"))
    assert drafted_task(town, plan=plan.case.number, reason="").batch == 1
    with pytest.raises(InvalidInput, match="不得为 1 人"):
        drafted_task(town, team_size=1)


def test_only_the_lead_department_freezes_and_twice_is_once(town: Town) -> None:
    task = drafted_task(town)
    number = task.case.number
    with pytest.raises(MoveNotYours):
        services.freeze_task(actor=town.qin_lan, number=number, beacon=beacon(), at=MONDAY)
    services.freeze_task(actor=town.qian_hong, number=number, beacon=beacon(), at=MONDAY)
    with pytest.raises(MoveNotOpen):
        services.freeze_task(actor=town.feng_xue, number=number, beacon=beacon(), at=MONDAY)


def test_void_task_draw_frees_the_task_and_the_repetition_names_it(town: Town) -> None:
    task = frozen_task(town)
    number = task.case.number
    with pytest.raises(InvalidInput):
        services.void_task_draw(actor=town.qian_hong, number=number, reason="", at=MONDAY)
    services.void_task_draw(actor=town.qian_hong, number=number, reason="见证人没有按时公布。", at=MONDAY)
    again = services.freeze_task(actor=town.qian_hong, number=number, beacon=beacon(OTHERS), at=MONDAY)
    assert again.draw_id == f"{number}-2"
    assert draws.commitment_of(draws.draw(again.draw_id))["repeats"]["draw_id"] == number


def test_ask_redraw_grant_redraw_and_refuse_redraw_need_a_cause_and_a_second_person(town: Town) -> None:
    task = drawn_task(town)
    number = task.case.number
    with pytest.raises(rules.NoReasonToRepeat):
        services.ask_redraw(actor=town.qian_hong, number=number, cause="LUCK", reason="结果不理想。", at=MONDAY)
    services.ask_redraw(actor=town.qian_hong, number=number, cause="LIST", reason="漏了一个县的企业。", at=MONDAY)
    with pytest.raises(rules.OwnDraft):
        services.grant_redraw(actor=town.qian_hong, number=number, reason="情况属实，同意。", at=MONDAY)
    services.refuse_redraw(actor=town.feng_xue, number=number, reason="名单没有错。", at=MONDAY)
    assert state_of(task) == "OBJECT_DRAWN"
    services.ask_redraw(actor=town.qian_hong, number=number, cause="LIST", reason="漏了一个县的企业。", at=MONDAY)
    services.grant_redraw(actor=town.feng_xue, number=number, reason="情况属实，同意。", at=MONDAY)
    assert state_of(task) == "CREATED"
    assert draws.draw(number).state == "WITHDRAWN"


def test_match_inspectors_never_sends_one_alone(town: Town) -> None:
    task = drawn_task(town, ratios="B50", items=("SJ-01", "SJ-02", "YJ-02"))
    number, first = task.case.number, queries.selected_of(task)[0]
    first.assignments.all()[0].delete()
    with pytest.raises(rules.TeamTooSmall):
        services.match_inspectors(actor=town.qian_hong, number=number, at=MONDAY)
    with pytest.raises(InvalidInput, match="没有编号"):
        services.match_inspectors(actor=town.qian_hong, number=number, borrowed=["RY0"], at=MONDAY)
    tired = town.inspectors["tang_lei"]
    tired.certificate_until = date(2019, 12, 10)
    tired.save()
    with pytest.raises(rules.CertificateExpired):
        services.match_inspectors(actor=town.qian_hong, number=number, borrowed=[tired.number], at=MONDAY)
    services.match_inspectors(actor=town.qian_hong, number=number, shorten=True, at=MONDAY)
    first.refresh_from_db()
    assert first.void_reason == "人员不足，移入下一批"


def test_the_draw_stands_when_an_inspector_has_changed_units_meanwhile(town: Town) -> None:
    task = frozen_task(town)
    Inspector.objects.update(unit=town.units["610402-SJ"])
    reveal(town, task.case.number, VALUES)
    assert all(one.assignments.count() == 2 for one in queries.selected_of(task))


def test_match_inspectors_lends_nobody_beyond_the_load_of_one_draw(town: Town) -> None:
    task = drawn_task(town, ratios="B50", items=("SJ-01", "SJ-02", "YJ-02"))
    Assignment.objects.filter(candidate__task=task).delete()
    Term.objects.filter(code="max_load").update(value=1)
    borrowed = [town.inspectors["zheng_hao"].number, town.inspectors["song_jia"].number]
    services.match_inspectors(actor=town.qian_hong, number=task.case.number, borrowed=borrowed, shorten=True, at=MONDAY)
    assert queries.selected_of(task).filter(void_reason="").count() == 1


def test_notify_companies_start_inspecting_and_archive_task_go_from_the_notice_to_the_end(town: Town) -> None:
    task = drawn_task(town, ratios="B50", items=("SJ-01", "SJ-02", "YJ-02"))
    number = task.case.number
    services.match_inspectors(actor=town.qian_hong, number=number, at=MONDAY)
    with pytest.raises(MoveNotYours):
        services.notify_companies(actor=town.qin_lan, number=number, at=MONDAY)
    services.notify_companies(actor=town.qian_hong, number=number, at=MONDAY)
    assert state_of(task) == "NOTIFIED"
    assert task.inspections.count() == 6
    assert {one.inspection[:2] for one in queries.selected_of(task)} == {"JC"}
    with pytest.raises(MoveNotOpen):
        services.note_audited(actor=SYSTEM_ACTOR, number=number, at=MONDAY)
    services.start_inspecting(actor=SYSTEM_ACTOR, number=number, at=MONDAY)
    for step in (services.note_entered, services.note_audited, services.note_publicized, services.note_followed):
        step(actor=SYSTEM_ACTOR, number=number, at=MONDAY)
    services.archive_task(actor=town.qian_hong, number=number, at=MONDAY)
    assert state_of(task) == "ARCHIVED"


def test_note_entered_note_audited_note_publicized_and_note_followed_wait_for_the_last_inspection(town: Town) -> None:
    task = drawn_task(town, ratios="B50", items=("SJ-01", "SJ-02", "YJ-02"))
    number = task.case.number
    services.match_inspectors(actor=town.qian_hong, number=number, at=MONDAY)
    services.notify_companies(actor=town.qian_hong, number=number, at=MONDAY)
    services.advance_task(number=number, at=MONDAY)
    assert state_of(task) == "NOTIFIED"


def test_replace_company_takes_the_next_of_the_reserve_with_its_team(town: Town) -> None:
    task = drawn_task(town, ratios="B50", items=("SJ-01", "SJ-02", "YJ-02"))
    number, gone = task.case.number, queries.selected_of(task)[0]
    told = {"number": number, "reason": "抽取后已注销登记。", "at": MONDAY}
    with pytest.raises(InvalidInput, match="没有抽中"):
        services.replace_company(actor=town.qian_hong, uscc="91610402MA00000155", **told)
    services.replace_company(actor=town.qian_hong, uscc=gone.object.entity.uscc, **told)
    gone.refresh_from_db()
    assert gone.void_reason == "抽取后已注销登记。"
    assert gone.replaced_by is not None
    assert gone.replaced_by.assignments.count() == 2
    assert queries.selected_of(task).filter(void_reason="").count() == 6


def test_ask_cancelling_refuse_cancelling_and_cancel_task_take_two_persons(town: Town) -> None:
    task = drafted_task(town)
    number = task.case.number
    services.ask_cancelling(actor=town.qian_hong, number=number, reason="与上级抽查重复。", at=MONDAY)
    services.refuse_cancelling(actor=town.feng_xue, number=number, reason="并不重复，继续。", at=MONDAY)
    services.ask_cancelling(actor=town.qian_hong, number=number, reason="与上级抽查重复。", at=MONDAY)
    with pytest.raises(rules.OwnDraft):
        services.cancel_task(actor=town.qian_hong, number=number, at=MONDAY)
    services.cancel_task(actor=town.feng_xue, number=number, at=MONDAY)
    assert state_of(task) == "CANCELLED"
    [row] = public.published("inspection.tasks", on=ON)
    assert "与上级抽查重复" in row.row["note"]


def test_a_witness_who_reveals_elsewhere_makes_the_task_go_on_as_well(town: Town) -> None:
    task = frozen_task(town)
    reveal(town, task.case.number, VALUES)
    assert services.take_outcome(draw_id=task.draw_id, at=MONDAY) is None  # it has been taken already
    assert state_of(task) == "OBJECT_DRAWN"
