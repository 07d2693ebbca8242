"""Somebody drawn does not go: the draw's own order names the next, the head only where it has nobody left."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.random_inspection import handlers, queries, rules, services
from yishang.contexts.random_inspection.models import Inspection, Inspector, Task, TeamMember
from yishang.contexts.random_inspection.rules import onsite
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.contexts.random_inspection.tests.planning import drawn_task
from yishang.kernel.cases.rules import MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.draw import queries as draws
from yishang.kernel.draw.rules import verify_record
from yishang.kernel.journal import queries as journal
from yishang.kernel.notify.models import Notice
from yishang.kernel.publish import queries as public


def opened(town: Town) -> Inspection:
    """The one inspection of a drawn task of two departments, with a team of one of each."""
    services.load_inspection_catalogs()
    task = drawn_task(town)
    services.match_inspectors(actor=town.qian_hong, number=task.case.number, at=MONDAY)
    services.notify_companies(actor=town.qian_hong, number=task.case.number, at=MONDAY)
    return Inspection.objects.select_related("case", "task__case", "entity").get()


def of_bureau(found: Inspection) -> TeamMember:
    return found.team.get(unit__code="610400-SJ")


def asks(town: Town, found: Inspection, cause: str = "LEAVE") -> TeamMember:
    """The officer of the market supervision bureau asks to step aside."""
    one = of_bureau(found)
    asker = next(actor for actor in (town.zheng_hao, town.song_jia, town.tang_lei) if actor.name == one.name)
    services.object_officer(actor=asker, number=found.case.number, cause=cause, reason="出差一周", at=MONDAY)
    return one


def newcomer(town: Town) -> Inspector:
    """Somebody of the bureau who was not there yet when the officers were frozen."""
    unit = town.units["610400-SJ"]
    return Inspector.objects.create(
        number="RY900001", name="新来", unit=unit, level="CITY", certificate_no="陕D900001",
        certificate_until=date(2021, 12, 31), area_id="610400", skills=["SJ-01"], is_demo=True,
    )  # fmt: skip


def whole(task: Task) -> int:
    """How many a stranger with nothing but the files finds selected; the chain of what happened later is checked."""
    return verify_record(draws.record_files(task.draw_id)).selected


def test_the_lot_names_who_comes_and_anybody_can_check_it(town: Town) -> None:
    found = opened(town)
    one = asks(town, found)
    told = {"number": found.case.number, "member": one.pk, "granted": True, "at": MONDAY}
    with pytest.raises(InvalidInput, match="由抽签产生"):
        services.decide_recusal(actor=town.qin_lan, substitute=town.inspectors["tang_lei"].number, **told)
    services.decide_recusal(actor=town.qian_hong, **told)
    came = of_bureau(found)
    assert came.name != one.name
    outcome = draws.outcome(found.task.draw_id)
    assert came.inspector is not None
    assert came.inspector.number in next(iter(outcome.teams.values()))
    assert whole(found.task) == 1
    [entry] = draws.draw(found.task.draw_id).events
    assert (entry["kind"], entry["reason"]) == ("reassignment", "检查人员请假，经批准")
    fact = journal.timeline(found.case.number, include_internal=True)[-1]
    assert fact.data["by_lot"]
    handlers._hand_over(fact)
    assert Notice.objects.filter(account_id=came.account_id, subject=found.case.number).exists()


def test_whoever_may_not_go_is_passed_over_openly(town: Town) -> None:
    found = opened(town)
    one = asks(town, found, cause="RECUSAL")
    others = [each for each in town.inspectors.values() if each.unit_id == one.unit_id and each.pk != one.inspector_id]
    Inspector.objects.filter(pk=others[0].pk).update(state="LEAVE")
    services.decide_recusal(actor=town.qian_hong, number=found.case.number, member=one.pk, granted=True, at=MONDAY)
    assert of_bureau(found).inspector_id == others[1].pk
    assert whole(found.task) == 1


def test_the_head_names_somebody_only_where_the_lot_has_nobody_and_says_why(town: Town) -> None:
    found = opened(town)
    one = asks(town, found)
    Inspector.objects.filter(unit_id=one.unit_id).exclude(pk=one.inspector_id).update(state="STOPPED")
    told = {"number": found.case.number, "member": one.pk, "granted": True, "at": MONDAY}
    with pytest.raises(onsite.TooFewLeft):
        services.decide_recusal(actor=town.qian_hong, **told)
    new = newcomer(town)
    with pytest.raises(InvalidInput, match="会公开"):
        services.decide_recusal(actor=town.qian_hong, substitute=new.number, **told)
    with pytest.raises(InvalidInput, match="已停用"):
        named = town.inspectors["tang_lei" if one.name != "唐磊" else "song_jia"].number
        services.decide_recusal(actor=town.qian_hong, substitute=named, reason="没有别的人。", **told)
    services.decide_recusal(actor=town.qian_hong, substitute=new.number, reason="全组请假，新调入一人。", **told)
    assert of_bureau(found).name == "新来"
    assert draws.draw(found.task.draw_id).events == []
    [row] = public.published("inspection.tasks", on=MONDAY.date())
    assert "全组请假，新调入一人。" in row.row["note"]


def test_replace_inspector_goes_by_lot_before_anybody_is_told(town: Town) -> None:
    task = drawn_task(town, ratios="B50", items=("SJ-01", "SJ-02", "YJ-02"))
    number, song = task.case.number, town.inspectors["song_jia"]
    before = queries.selected_of(task).filter(assignments__inspector=song).count()
    told = {"number": number, "leaving": song.number, "at": MONDAY}
    with pytest.raises(MoveNotYours):
        services.replace_inspector(actor=town.qin_lan, cause="LEAVE", **told)
    with pytest.raises(InvalidInput, match="哪一家"):
        services.replace_inspector(actor=town.qian_hong, cause="RECUSAL", **told)
    with pytest.raises(InvalidInput, match="由抽签产生"):
        services.replace_inspector(actor=town.qian_hong, cause="LEAVE", substitute="RY900001", **told)
    services.replace_inspector(actor=town.qian_hong, cause="LEAVE", **told)
    assert before == 2
    assert not queries.selected_of(task).filter(assignments__inspector=song).exists()
    assert all(one.assignments.count() == 2 for one in queries.selected_of(task))
    assert whole(task) == 6
    with pytest.raises(InvalidInput, match="没有派"):
        services.replace_inspector(actor=town.qian_hong, cause="LEAVE", **told)


def test_match_inspectors_takes_out_whose_certificate_ran_out_and_says_so(town: Town) -> None:
    task = drawn_task(town, ratios="B50", items=("SJ-01", "SJ-02", "YJ-02"))
    song = town.inspectors["song_jia"]
    Inspector.objects.filter(pk=song.pk).update(certificate_until=date(2019, 12, 10))
    services.match_inspectors(actor=town.qian_hong, number=task.case.number, at=MONDAY)
    assert not queries.selected_of(task).filter(assignments__inspector=song).exists()
    fact = journal.timeline(task.case.number, include_internal=True)[-1]
    assert fact.data["reason"] == "证件失效、请假或离岗 2 人次，按抽签次序换派 2 人次。"


@pytest.mark.usefixtures("frozen")
def test_the_desk_and_the_phone_take_the_same_way(town: Town) -> None:
    found = opened(town)
    one, client = of_bureau(found), Client()
    login = next(key for key in ("zheng_hao", "song_jia", "tang_lei") if town.accounts[key].pk == one.account_id)
    client.force_login(town.accounts[login])
    url = f"/api/v1/inspections/{found.case.number}/moves/object_officer"
    for body, status in (({"cause": "HOLIDAY", "reason": "休假"}, 422), ({"cause": "LEAVE", "reason": "休假"}, 200)):
        assert client.post(url, body, content_type="application/json").status_code == status
    client.force_login(town.accounts["qian_hong"])
    page = reverse("random_inspection:inspection_move", args=[found.case.number, "decide_recusal"])
    assert "接替的人由抽签次序产生" in client.get(page).content.decode()
    answer = client.post(page, {"member": one.pk, "granted": "1", "substitute": "RY900001"})
    assert (answer.status_code, "由抽签产生" in answer.content.decode()) == (422, True)
    assert client.post(page, {"member": one.pk, "granted": "1"}).status_code == 302
    assert of_bureau(found).name != one.name
    task = reverse("random_inspection:task", args=[found.task.case.number])
    assert rules.TASK.move("replace_inspector").label not in client.get(task).content.decode()
