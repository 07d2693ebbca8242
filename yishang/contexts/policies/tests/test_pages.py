"""The pages as people use them: a double click, bad words, drill-down, the sheet, the file."""

from datetime import date
from typing import Any

import pytest
from django.test import Client

from yishang.contexts.policies import services
from yishang.contexts.policies.models import BankDeal, Policy, PolicyPush, Reading, Sheet, Survey
from yishang.contexts.policies.tests.conftest import MONDAY, Publish, Town
from yishang.kernel.journal import jobs as journal_jobs

pytestmark = pytest.mark.django_db
DAY = date(2020, 3, 6)
WRITTEN = {
    "title": "技术改造奖补办法", "doc_no": "演示〔2020〕9号", "issuer": "示例机关", "issue_date": "2020-03-01",
    "aspect": "09",
    "text": "按投入奖补。", "industries": "C 35", "regions": ["610402"], "age_to": "3", "idempotency_key": "a",
}  # fmt: skip


@pytest.fixture
def open_as(town: Town, live_at: Any) -> Any:
    live_at(MONDAY)

    def sign_in(who: str) -> Client:
        client = Client()
        client.force_login(town.accounts[who])
        return client

    return sign_in


def test_a_double_click_writes_one_policy_and_the_form_shows_whom_it_reaches(open_as: Any) -> None:
    desk = open_as("yang_ping")
    for _ in range(2):
        answer = desk.post("/policies/desk/new/", WRITTEN, follow=True)
    assert Policy.objects.count() == 1
    assert "今天符合的主体 2 家，在库 3 家" in answer.content.decode()


@pytest.mark.parametrize(
    ("words", "fault"),
    [({"industries": "99"}, "没有这样的行业代码"), ({"capital_from": "1,000"}, "千位分隔符"),
     ({"age_to": "-1"}, "不能小于 0"),
     ({"regions": ["nowhere"]}, "没有“nowhere”这个选项"), ({"title": ""}, "请填写这一项")],
)  # fmt: skip
def test_bad_words_are_told_at_their_field(open_as: Any, words: dict[str, Any], fault: str) -> None:
    answer = open_as("yang_ping").post("/policies/desk/new/", {**WRITTEN, **words})
    assert answer.status_code == 422
    assert fault in answer.content.decode()


def test_a_push_is_previewed_then_made_once(open_as: Any, publish: Publish) -> None:
    desk, number = open_as("yang_ping"), publish().number
    asked = {"n": [number], "title": "政策包", "idempotency_key": "p"}
    assert "今天符合的主体 3 家" in desk.post("/policies/pushes/new/", {**asked, "preview": "1"}).content.decode()
    assert not PolicyPush.objects.exists()
    for _ in range(2):
        assert desk.post("/policies/pushes/new/", asked).status_code == 302
    assert PolicyPush.objects.count() == 1


def test_a_push_to_nobody_or_of_nothing_is_refused_on_the_page(open_as: Any, publish: Publish) -> None:
    desk = open_as("yang_ping")
    assert "没有选择政策文件" in desk.post("/policies/pushes/new/", {"title": "空"}).content.decode()
    over = publish(valid_to=date(2020, 3, 9)).number
    Policy.objects.filter(number=over).update(valid_to=date(2020, 3, 8))
    answer = desk.post("/policies/pushes/new/", {"n": [over], "title": "过期"})
    assert answer.status_code == 409
    assert "已失效，不能推送" in answer.content.decode()


def test_reading_on_the_phone_moves_the_rate_and_the_drill_down(open_as: Any, publish: Publish) -> None:
    desk, number = open_as("yang_ping"), publish().number
    desk.post("/policies/pushes/new/", {"n": [number], "title": "政策包"})
    journal_jobs.drain()
    push = PolicyPush.objects.get().number
    phone = open_as("li_min")
    assert "还没有读" in phone.get("/policies/mine/").content.decode()
    assert phone.get(f"/policies/mine/policies/{number}/").status_code == 200
    page = desk.get(f"/policies/pushes/{push}/?heap=unread").content.decode()
    assert "66.7%" in page
    assert "演示食品有限公司" in page
    assert "演示机械有限公司" not in page


def test_a_sheet_is_sent_once_and_then_shown(open_as: Any, town: Town, survey: Survey) -> None:
    phone, address = open_as("li_min"), f"/policies/mine/surveys/{survey.number}/"
    asked = {"subject": town.machinery.pk, "ticks": ["01", "05"], "detail_01": "缺 200 万", "idempotency_key": "s"}
    assert "请至少勾选一项" in phone.post(address, {"subject": town.machinery.pk}).content.decode()
    for _ in range(2):
        assert phone.post(address, asked).status_code == 302
    again = phone.post(address, {**asked, "ticks": ["02"], "idempotency_key": "t"})
    assert again.status_code == 409
    assert "以第一份答卷为准" in again.content.decode()
    assert Sheet.objects.get().ticks == ["01", "05"]
    assert phone.post(address, {"subject": town.food.pk, "ticks": ["01"]}).status_code == 403


def test_the_office_gives_out_and_strikes_off_many_at_once(open_as: Any, sheet: Sheet) -> None:
    numbers = list(sheet.problems.values_list("case__number", flat=True))
    desk, unit = open_as("chen_jing"), open_as("liu_gong")
    given = {"n": numbers, "move": "assign_problem", "unit": "610402-ZJ", "heap": "open"}
    assert desk.post("/policies/problems/batch/", given).status_code == 302
    assert unit.post("/policies/problems/batch/", {"n": numbers, "move": "start_problem"}).status_code == 302
    assert set(sheet.problems.values_list("case__state", flat=True)) == {"DOING"}
    assert desk.post("/policies/problems/batch/", {"n": numbers, "move": "clear_problem"}).status_code == 409
    assert desk.post("/policies/problems/batch/", {"move": "clear_problem"}).status_code == 422
    assert desk.post("/policies/problems/batch/", {"n": numbers, "move": "forget"}).status_code == 422


def test_a_unit_says_of_many_that_they_are_solved_and_the_company_confirms_them_together(
    open_as: Any, sheet: Sheet
) -> None:
    numbers = list(sheet.problems.values_list("case__number", flat=True))
    desk, unit, phone = open_as("chen_jing"), open_as("liu_gong"), open_as("li_min")
    desk.post("/policies/problems/batch/", {"n": numbers, "move": "assign_problem", "unit": "610402-ZJ"})
    unit.post("/policies/problems/batch/", {"n": numbers, "move": "start_problem"})
    assert "勾选的一起申请销号" in unit.get("/policies/problems/").content.decode()
    solved = {"n": numbers, "move": "apply_clear", "heap": "doing"}
    empty = unit.post("/policies/problems/batch/", {**solved, "result": " "})
    assert empty.status_code == 422
    assert "请写明怎样解决的" in empty.content.decode()
    assert empty.content.decode().count(" checked") == 2  # the ticks are still there
    assert unit.post("/policies/problems/batch/", {**solved, "result": "银行已放贷。"}).status_code == 302
    assert "单位说已经办好的" in phone.get("/policies/mine/surveys/").content.decode()
    nothing = phone.post("/policies/mine/problems/confirm/", {})
    assert (nothing.status_code, "请先勾选问题" in nothing.content.decode()) == (422, True)
    assert open_as("sun_hao").post("/policies/mine/problems/confirm/", {"n": numbers}).status_code == 404
    for _ in range(2):
        once = {"n": numbers, "idempotency_key": "k"}
        assert phone.post("/policies/mine/problems/confirm/", once).status_code == 302
    assert set(sheet.problems.values_list("case__state", "is_confirmed")) == {("VERIFIED", True)}
    assert phone.post("/policies/mine/problems/confirm/", {"n": numbers}).status_code == 409
    assert desk.post("/policies/problems/batch/", {"n": numbers, "move": "clear_problem"}).status_code == 302


def test_a_company_turns_the_pages_of_its_problems(open_as: Any, sheet: Sheet) -> None:
    first = open_as("li_min").get("/policies/mine/surveys/").content.decode()
    assert "2 个问题" in first
    assert open_as("li_min").get("/policies/mine/surveys/?cursor=x").status_code == 422


def test_what_a_browser_fetches_ahead_is_not_read(open_as: Any, publish: Publish) -> None:
    phone, number = open_as("li_min"), publish().number
    address = f"/policies/mine/policies/{number}/"
    assert phone.head(address).status_code == 200
    assert phone.get(address, headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 200
    assert not Reading.objects.exists()
    assert phone.get(address).status_code == 200
    assert Reading.objects.count() == 1


def test_the_ledgers_are_turned_page_by_page_each_for_itself(open_as: Any, town: Town) -> None:
    for place in range(51):
        services.enter_tax_loan_bank(actor=town.yang_ping, bank=f"演示银行{place:02}", began_on=DAY, at=MONDAY)
        services.enter_bank_event(actor=town.yang_ping, title=f"对接会{place:02}", held_on=DAY, at=MONDAY)
    desk = open_as("yang_ping")
    first = desk.get("/policies/banks/").content.decode()
    assert "演示银行00" in first and "演示银行50" not in first and "对接会50" in first and "51 家" in first
    second = desk.get("/policies/banks/?lenders=2").content.decode()
    assert "演示银行50" in second and "对接会50" in second  # the other list stays where it was


def test_amounts_with_separators_are_refused_at_their_field(open_as: Any) -> None:
    desk = open_as("yang_ping")
    made = desk.post("/policies/banks/events/new/", {"title": "对接会", "held_on": "2020-03-06"})
    deal = {"company": "演示机械", "bank": "演示银行", "signed_on": "2020-03-06", "contract": "1,000.00"}
    answer = desk.post(made["Location"], deal)
    assert answer.status_code == 422
    assert "千位分隔符" in answer.content.decode()
    for _ in range(2):
        assert desk.post(made["Location"], {**deal, "contract": "1000", "idempotency_key": "d"}).status_code == 302
    assert BankDeal.objects.count() == 1


@pytest.mark.parametrize(
    "address", ["problems/?heap=gone", "problems/?cursor=x", "desk/?state=GONE", "pushes/?cursor=-1"]
)
def test_addresses_that_mean_nothing_are_no_faults_of_ours(open_as: Any, address: str) -> None:
    assert open_as("yang_ping").get(f"/policies/{address}").status_code == 422


def test_lists_go_out_as_sheets(open_as: Any, sheet: Sheet, publish: Publish) -> None:
    publish()
    desk = open_as("yang_ping")
    for address in ("problems/export.csv?heap=all", "desk/export.csv", "banks/tax.csv", "banks/deals.csv"):
        answer = desk.get(f"/policies/{address}")
        assert answer.status_code == 200
        text = b"".join(answer).decode("utf-8-sig")  # type: ignore[call-overload]
        assert text.count(",") > 3
    workbook = desk.get("/policies/problems/export.csv?heap=all&form=xlsx")
    assert b"".join(workbook)[:2] == b"PK"  # type: ignore[call-overload]


def test_a_message_about_a_push_opens_it(open_as: Any, publish: Publish, town: Town) -> None:
    open_as("yang_ping").post("/policies/pushes/new/", {"n": [publish().number], "title": "政策包"})
    journal_jobs.drain()
    from_box = open_as("li_min").get("/notices/").content.decode()
    assert "惠企政策" in from_box
