"""An inspection as an officer's phone lives through it, without a network at the company, and what follows from it."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import at_the_desk, at_the_phone
from tests.browser.conftest import PHONE, OpenWindow
from yishang.contexts.outreach.tests.conftest import MONDAY, Town
from yishang.contexts.random_inspection import services
from yishang.contexts.random_inspection.models import Inspection, InspectItem, Inspector, Task
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.rules.terms import TASK_KIND
from yishang.kernel.cases.models import Case
from yishang.kernel.clocks import services as clocks
from yishang.kernel.directory.models import Account, Unit
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.publish.models import Publication

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DAY = MONDAY + timedelta(days=7)
DESK = (1440, 900)


@pytest.fixture
def inspection(town: Town) -> Iterator[Inspection]:
    """演示机械 is to be inspected by 石磊 and one more of the power company's unit, which stands for a bureau here."""
    services.load_catalogs()
    officers = [_inspector("石磊", town.power, Account.objects.get(name="石磊")), _inspector("郑浩", town.power, None)]
    case = Case.objects.create(
        number="CC-610400-20191209-0001", kind=TASK_KIND, kind_version=1, state="MATCHED", title="企业登记事项抽查",
        region_id="610400", city_id="610400", unit=town.power, opened_at=MONDAY,
    )  # fmt: skip
    task = Task.objects.create(
        case=case, kind="DRAWN", joint="DEPARTMENT", way="UNTARGETED", due_on=date(2020, 1, 31), drafted_by_name="林健"
    )
    item = InspectItem.objects.create(
        code="T-01", category="登记", name="登记事项检查", level="GENERAL", line="SJ", object_type="企业",
        basis="公司法", content="注册资本实缴情况；从业人员健康证明齐全", method="SITE", valid_from=date(2019, 1, 1),
    )  # fmt: skip
    yield services.open_inspection(
        actor=SYSTEM_ACTOR, task=task, entity=town.machinery, officers=officers, items=[item], at=MONDAY
    )


def _inspector(name: str, unit: Unit, account: Account | None) -> Inspector:
    return Inspector.objects.create(
        number=f"RY-{name}", name=name, unit=unit, account=account, level="CITY", certificate_no=f"陕D-{name}",
        certificate_until=date(2021, 12, 31), area_id="610400",
    )  # fmt: skip


def press(page: Page, words: str) -> None:
    page.get_by_role("button", name=words, exact=True).first.click()


def ready(phone: Page) -> None:
    expect(phone.locator("#onsite[data-ready]")).to_be_attached()


def sign(phone: Page, who: str) -> None:
    pad = phone.get_by_role("img", name=f"{who}签字的地方")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box is not None
    phone.mouse.move(box["x"] + 20, box["y"] + 40)
    phone.mouse.down()
    phone.mouse.move(box["x"] + 160, box["y"] + 80, steps=5)
    phone.mouse.up()


def answer(phone: Page, line: str, value: str) -> None:
    phone.get_by_role("group", name=line).get_by_text(value, exact=True).click()


def test_without_a_network_it_is_kept_sent_once_reviewed_published_and_put_right(
    inspection: Inspection, open_window: OpenWindow, town: Town
) -> None:
    clocks.anchor_demo_clock(starts=DAY, real_now=timezone.now())
    phone = _at_the_company(open_window(PHONE))
    _enter(phone, town)
    _fill(phone)

    again = phone.context.new_page()  # the browser was closed and opened again
    phone.close()
    _hand_in(again)
    number = inspection.case.number
    _review_and_publish(open_window(DESK), town, number)
    assert follow_up() == "已责令改正，期限内"

    _put_right(open_window(PHONE), number)
    again.reload()
    ready(again)
    press(again, "看结果")
    again.get_by_label("复查意见").fill("实缴记录已补齐。")
    press(again, "复查合格")
    expect(again.get_by_role("heading", name="后续已完结")).to_be_visible()
    assert follow_up() == "已改正，复查合格"


def follow_up() -> object:
    return Publication.objects.get(dataset="inspection_results").row["follow_up"]


def _at_the_company(phone: Page) -> Page:
    """石磊 has opened the page once and stands where there is no network."""
    phone.goto("/sign-in/staff/?next=/random_inspection/today/")
    phone.get_by_label("登录名", exact=True).fill(Account.objects.get(name="石磊").login)
    phone.get_by_label("口令", exact=True).fill(at_the_desk.PASSWORD)
    phone.keyboard.press("Enter")
    ready(phone)
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.reload()  # from now on the worker answers
    ready(phone)
    phone.context.set_offline(True)
    phone.reload()
    expect(phone.locator("[data-net]")).to_contain_text("没有网络")
    return phone


def _enter(phone: Page, town: Town) -> None:
    press(phone, "打开")
    phone.get_by_text("亮证", exact=True).click()
    expect(phone.get_by_text("陕D-石磊")).to_be_visible()
    press(phone, "入企登记")
    phone.get_by_label("企业码").fill(queries.code_of(town.machinery.uscc)[-8:])
    press(phone, "登记入企")


def _fill(phone: Page) -> None:
    press(phone, "下一步：填结果")
    expect(phone.get_by_text("还有没填的")).to_be_visible()
    for line in ("营业执照", "在登记的住所", "从业人员健康证明"):
        answer(phone, line, "是")
    answer(phone, "注册资本实缴", "否")
    phone.get_by_role("group", name="注册资本实缴").get_by_role("textbox").fill("实缴记录缺失")


def _hand_in(phone: Page) -> None:
    """The result and both signatures, still without a network; then everything is sent."""
    phone.goto("/random_inspection/today/")
    ready(phone)
    press(phone, "打开")
    press(phone, "下一步：填结果")
    phone.get_by_label("发现问题已责令改正").check()
    phone.get_by_label("发现的问题", exact=True).fill("实缴记录缺失。")
    phone.get_by_label("责令改正的内容").fill("十日内补齐实缴记录。")
    for who in ("石磊", "郑浩"):
        sign(phone, who)
    press(phone, "提交检查结果")
    expect(phone.get_by_text("已保存在手机里")).to_be_visible()
    assert Inspection.objects.get().case.state == "NOTIFIED"
    phone.context.set_offline(False)
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(phone.get_by_role("heading", name="已录入，待审核")).to_be_visible()
    found = Inspection.objects.select_related("case").get()
    assert (found.case.state, found.results, len(found.signatures)) == ("ENTERED", ["R5"], 2)
    assert all(one["picture"] for one in found.signatures)


def _review_and_publish(desk: Page, town: Town, number: str) -> None:
    at_the_desk.sign_in(desk, Account.objects.get(name=town.wang_gong.name).login)
    desk.goto(f"/random_inspection/inspections/{number}/")
    for label in ("审核通过", "公示结果"):
        desk.get_by_role("link", name=label, exact=True).click()
        desk.get_by_role("button", name=label, exact=True).click()
    expect(desk.get_by_text("已公示。")).to_be_visible()


def _put_right(company: Page, number: str) -> None:
    at_the_phone.sign_in(company, "19900000101")
    company.goto(f"/random_inspection/company/{number}/")
    company.get_by_role("link", name="提交整改材料").click()
    company.get_by_label("怎样改正的").fill("已补齐实缴记录。")
    company.get_by_role("button", name="提交整改材料").click()
    expect(company.get_by_text("材料已提交，等待复查。")).to_be_visible()
