"""Pages of plans and tasks: written down, moved on, drawn in front of witnesses; a GET never draws."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.random_inspection import queries, services
from yishang.contexts.random_inspection.models import Plan, Task
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

pytestmark = pytest.mark.usefixtures("frozen")
PLAN = {
    "title": "2019 年度计划", "year": "2019", "kind": "JOINT", "way": "UNTARGETED", "units": ["610400-SJ", "610400-YJ"],
    "items": ["SJ-01", "YJ-02"], "scope": "全市企业", "amount": "3%", "first_day": "2019-12-01",
    "last_day": "2019-12-31",
}  # fmt: skip


def client_of(town: Town, who: str) -> Client:
    client = Client()
    client.force_login(town.accounts[who])
    return client


def page(town: Town, who: str, name: str, *args: str, **asked: str) -> str:
    response = client_of(town, who).get(reverse(f"random_inspection:{name}", args=args), asked)
    assert response.status_code == 200
    return b"".join(response).decode()


def move(town: Town, who: str, found: Plan | Task, name: str, **values: str) -> int:
    url = reverse(f"random_inspection:{'plan' if isinstance(found, Plan) else 'task'}", args=[found.case.number])
    return client_of(town, who).post(url, {"move": name, **values}).status_code


def test_a_plan_is_written_down_sent_in_and_filed_by_another_person(town: Town) -> None:
    response = client_of(town, "qian_hong").post(reverse("random_inspection:new_plan"), PLAN)
    assert response.status_code == 302
    plan = Plan.objects.get()
    assert move(town, "qian_hong", plan, "submit_plan") == 302
    assert move(town, "qian_hong", plan, "file_plan", filing_no="1") == 403
    assert move(town, "feng_xue", plan, "file_plan") == 422
    assert move(town, "feng_xue", plan, "file_plan", filing_no="1") == 302
    assert move(town, "feng_xue", plan, "nonsense") == 422
    assert "已报备" in page(town, "qian_hong", "plan", plan.case.number)
    assert "2019 年度计划" in page(town, "lyu_qiang", "plans")


def test_a_plan_with_faults_comes_back_with_them_at_their_fields(town: Town) -> None:
    response = client_of(town, "qian_hong").post(reverse("random_inspection:new_plan"), PLAN | {"units": ["610400-SJ"]})
    assert response.status_code == 422
    assert "至少要两个部门" in response.content.decode()


def test_edit_plan_keeps_two_editors_of_one_draft_apart(town: Town) -> None:
    client_of(town, "qian_hong").post(reverse("random_inspection:new_plan"), PLAN)
    plan = Plan.objects.get()
    url, seen = reverse("random_inspection:edit_plan", args=[plan.case.number]), str(plan.case.version)
    text = page(town, "qian_hong", "edit_plan", plan.case.number)
    assert "2019 年度计划" in text
    assert f'name="version" value="{seen}"' in text
    first = client_of(town, "qian_hong").post(url, PLAN | {"title": "2019 年度计划（改）", "version": seen})
    second = client_of(town, "feng_xue").post(url, PLAN | {"title": "另一人改的", "version": seen})
    assert (first.status_code, second.status_code) == (302, 409)
    assert "另一人改的" in second.content.decode(), "what was written is still there"
    assert client_of(town, "feng_xue").post(url, PLAN).status_code == 409
    plan.case.refresh_from_db()
    assert plan.case.title == "2019 年度计划（改）"
    assert client_of(town, "feng_xue").post(url, PLAN | {"units": [], "version": seen}).status_code == 422
    assert client_of(town, "lyu_qiang").get(url).status_code in (403, 404)
    assert move(town, "qian_hong", plan, "submit_plan") == 302
    assert client_of(town, "qian_hong").get(url).status_code == 409


def test_a_task_is_previewed_and_frozen_and_a_get_never_draws(town: Town) -> None:
    plan = published_plan(town)
    number = plan.case.number
    told = {
        "plan": number, "title": "第一批", "kind": "DRAWN", "units": PLAN["units"], "items": PLAN["items"],
        "due_on": "2019-12-31", "team_size": "2", "ratios": "B5",
    }  # fmt: skip
    assert client_of(town, "qian_hong").post(reverse("random_inspection:new_task"), told).status_code == 302
    task = Task.objects.get()
    text = page(town, "qian_hong", "task", task.case.number)
    assert "将抽 <b>1</b> 户" in text
    promises = {one.id: one.commitment for one in beacon().witnesses}
    assert move(town, "qian_hong", task, "freeze_task", source="witnesses", w1=promises["w1"]) == 422
    assert move(town, "qian_hong", task, "freeze_task", source="witnesses", **promises) == 302
    for _ in range(3):
        assert "刷新页面不会抽取" in page(town, "qian_hong", "task", task.case.number)
    assert state_of(task) == "FROZEN"
    for name, value in VALUES.items():
        assert move(town, "qian_hong", task, "reveal", witness=name, value=value.hex()) == 302
    assert state_of(task) == "OBJECT_DRAWN"


def test_a_wrong_value_is_said_and_changes_nothing(town: Town) -> None:
    task = frozen_task(town)
    assert move(town, "qian_hong", task, "reveal", witness="w1", value="00" * 32) == 422
    assert move(town, "qian_hong", task, "reveal", witness="w9", value="00" * 32) == 422
    assert state_of(task) == "FROZEN"


def test_drawn_companies_and_teams_are_shown_with_the_files_of_the_draw(town: Town) -> None:
    task = drawn_task(town)
    chosen = queries.selected_of(task)[0]
    text = page(town, "qian_hong", "task", task.case.number)
    assert chosen.object.entity.name in text
    assert "record.json" in text
    assert page(town, "du_cha", "draw_file", task.case.number, "record.json").startswith("{")
    assert move(town, "qian_hong", task, "match_inspectors") == 302
    assert move(town, "qian_hong", task, "notify_companies") == 302


def test_risk_and_ratios_are_shown_to_the_lead_department_only(town: Town) -> None:
    task = drafted_task(town)
    assert "信用风险" in page(town, "qian_hong", "task", task.case.number)
    assert "信用风险" not in page(town, "qin_lan", "task", task.case.number)


def test_the_year_s_figures_tell_numerator_denominator_and_the_source(town: Town) -> None:
    drawn_task(town)
    text = page(town, "qian_hong", "figures")
    assert "部门覆盖率" in text
    assert "56449" in text
    assert "各信用风险层抽中" in text
    assert "各信用风险层抽中" not in page(town, "qin_lan", "figures")
    assert "市应急局" in page(town, "qian_hong", "figures", form="csv")
    assert "任务完成率分子" in page(town, "qian_hong", "figures", form="csv")
    assert {one.code: (one.numerator, one.denominator) for one in queries.year_figures(
        town.qian_hong, year=2019, now=MONDAY)}["department_coverage"] == (2, 3)  # fmt: skip


def test_every_number_of_the_sheet_opens_exactly_its_rows(town: Town) -> None:
    task = drawn_task(town, ratios="B50", items=("SJ-01", "SJ-02", "YJ-02"))
    number = task.case.number
    services.match_inspectors(actor=town.qian_hong, number=number, at=MONDAY)
    services.notify_companies(actor=town.qian_hong, number=number, at=MONDAY)
    drawn_task(town, ratios="B5", units=("610400-YJ",), items=("YJ-02",))
    client = client_of(town, "qian_hong")
    text = page(town, "qian_hong", "figures")
    links = re.findall(r'href="(/[^"]*(?:figure|calls|risk)=[^"]*)">(\d+)(?: 户)?</a>', text)
    assert len(links) > 20
    for url, shown in links:
        listed = client.get(url.replace("&amp;", "&")).content.decode()
        found = re.search(r'role="status">\s*(?:共 )?(\d+) ?[个户条]', listed)
        assert found, url
        assert found[1] == shown, url
    assert client_of(town, "qin_lan").get(reverse("random_inspection:hits")).status_code == 403
