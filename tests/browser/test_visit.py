"""A leader's visit as the phone lives through it: no network at the company, a closed browser, and then all is sent."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser import at_the_phone
from tests.browser.conftest import PHONE, OpenWindow
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.tests.conftest import MONDAY, Town
from yishang.contexts.visits import queries, services
from yishang.contexts.visits.models import Visit
from yishang.kernel.clocks import services as clocks
from yishang.kernel.directory.rules import SYSTEM_ACTOR
from yishang.kernel.parties import services as parties

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
WORKS = {"longitude": 108.705, "latitude": 34.325, "accuracy": 20}
MINUTES = "看了二期车间，设备已到货，企业反映外线接入还在等路由，其余进展正常。"


@pytest.fixture
def leader(open_window: OpenWindow, town: Town) -> Page:
    """何镇 at his phone, with the visit of 演示机械 in his list and everything carried along."""
    services.load_catalogs()
    subject = town.machinery.subjects.get()
    parties.place_subject(actor=SYSTEM_ACTOR, subject_id=subject.pk, lon=108.705, lat=34.325, crs="CGCS2000", at=MONDAY)
    services.open_visit(actor=town.he_zhen, subject_id=subject.pk, at=MONDAY)
    phone = open_window(PHONE)
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation(WORKS)  # type: ignore[arg-type]
    at_the_phone.sign_in(phone, "19900000104")
    phone.goto("/visits/")
    ready(phone)
    return phone


def ready(phone: Page) -> None:
    expect(phone.locator("#visits[data-ready]")).to_be_attached()


def taken(phone: Page, step: str) -> None:
    """The house has this step of the visit on the screen; that nothing waits is true before anything was to be sent."""
    expect(phone.locator(f"#visits[data-taken~={step}]")).to_be_attached()


def press(phone: Page, words: str) -> None:
    phone.get_by_role("button", name=words, exact=True).click()


def pass_minutes(phone: Page, minutes: int) -> None:
    """Time goes on, for the phone and for the house: a look at the position every twenty seconds."""
    clocks.anchor_demo_clock(starts=MONDAY + timedelta(minutes=minutes), real_now=timezone.now())
    sign = phone.locator("[data-recording]")
    for look in range(minutes * 3):
        phone.clock.run_for(20_000)
        expect(sign).to_contain_text(f"已记 {look + 2} 个点")


def test_a_visit_without_a_network_is_kept_through_a_closed_browser_and_sent_afterwards(leader: Page) -> None:
    phone = leader
    phone.evaluate("navigator.serviceWorker.ready.then(() => true)")
    phone.reload()  # from now on the worker answers
    ready(phone)
    phone.context.set_offline(True)
    phone.clock.install()  # the phone's time is ours to pass
    phone.reload()
    ready(phone)
    expect(phone.locator("[data-net]")).to_contain_text("没有网络")

    press(phone, "去走访")
    press(phone, "签到")
    sign = phone.locator("[data-recording]")
    expect(sign).to_contain_text("正在记录位置")
    expect(sign).to_contain_text("已记 1 个点")
    pass_minutes(phone, 11)

    page = phone.context.new_page()  # the browser was closed and opened again; time and points stayed
    phone.close()
    page.goto("/visits/")
    ready(page)
    expect(page.locator("[data-recording]")).to_contain_text("正在记录位置")
    press(page, "签退")
    expect(page.locator("[data-recording]")).to_be_hidden()

    page.get_by_label("走访记录").fill("太短")
    press(page, "提交")
    expect(page.get_by_text("至少写 20 个字，现在 2 个。")).to_be_visible()
    expect(page.get_by_text("没有带回诉求的，请勾选“无诉求”。")).to_be_visible()
    page.get_by_label("走访记录").fill(MINUTES)
    page.get_by_text("带回诉求（0 件）").click()
    page.get_by_label("哪一类问题").select_option("03")
    page.get_by_label("一句话说是什么事").fill("二期外线路由未定")
    page.get_by_label("说说情况").fill("二期 10kV 专线外线路由待定，设备无法调试。")
    press(page, "加这件诉求")
    expect(page.get_by_text("带回诉求（1 件）")).to_be_visible()
    press(page, "提交")
    expect(page.get_by_text("走访记录已存在手机里")).to_be_visible()
    expect(page.locator("[data-net]")).to_contain_text("项待上传")
    assert Visit.objects.get().case.state == "PLANNED"

    page.context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(page.get_by_text("轨迹相符")).to_be_visible()
    visit = Visit.objects.select_related("case").get()
    assert (visit.case.state, visit.verdict, visit.is_signed) == ("VERIFIED", "MATCHED", True)
    assert visit.dwell >= 600
    assert visit.minutes == MINUTES
    appeal = Appeal.objects.get()
    assert (appeal.channel, appeal.origin, visit.appeals) == ("VISIT", visit.case.number, [appeal.case.number])
    assert len(queries.points_of(visit)) >= 30
    expect(page.locator("[data-net]")).to_have_text("")


def test_what_the_house_refuses_is_corrected_and_sent_again(leader: Page) -> None:
    phone = leader
    phone.context.set_geolocation({"longitude": 12.5, "latitude": 41.9, "accuracy": 20})
    press(phone, "去走访")
    press(phone, "签到")
    expect(phone.get_by_text("平台没有收下")).to_be_visible()
    expect(phone.locator("[data-view] [role=alert]")).to_contain_text("境外")
    assert Visit.objects.get().case.state == "PLANNED"
    press(phone, "不带定位再上传")
    expect(phone.get_by_role("button", name="签退", exact=True)).to_be_visible()
    taken(phone, "checkin")
    expect(phone.locator("[data-net]")).to_have_text("")
    visit = Visit.objects.select_related("case").get()
    assert (visit.case.state, visit.checkin_lon) == ("CHECKED_IN", None)


def test_what_cannot_be_mended_is_given_up(leader: Page, town: Town) -> None:
    phone = leader
    press(phone, "去走访")
    number = Visit.objects.get().case.number
    services.cancel_visit(actor=town.chen_jing, number=number, reason="改由别人去。", at=MONDAY)
    press(phone, "签到")
    expect(phone.locator("[data-view] [role=alert]")).to_be_visible()
    phone.on("dialog", lambda dialog: dialog.accept())
    press(phone, "放弃这次走访")
    expect(phone.locator("[data-net]")).to_have_text("")
    expect(phone.locator("[data-recording]")).to_be_hidden()


def test_a_company_of_others_is_found_by_its_name(leader: Page) -> None:
    phone = leader
    phone.get_by_label("不在名下的，按名称找").fill("演示")
    press(phone, "找企业")
    expect(phone.locator("[data-view] [role=status]")).to_contain_text("演示食品有限公司")
    phone.get_by_label("不在名下的，按名称找").fill("没有这一家")
    press(phone, "找企业")
    expect(phone.get_by_text("主体库里没有找到")).to_be_visible()


def test_a_half_written_appeal_is_kept_and_names_can_be_taken_out_again(leader: Page) -> None:
    phone = leader
    press(phone, "去走访")
    press(phone, "签到")
    press(phone, "签退")
    phone.get_by_label("同行人").fill("方圆")
    press(phone, "加一项同行人")
    expect(phone.get_by_text("方圆")).to_be_visible()
    phone.get_by_role("button", name="移除").click()
    expect(phone.get_by_text("方圆")).to_have_count(0)
    phone.get_by_text("带回诉求（0 件）").click()
    phone.get_by_label("一句话说是什么事").fill("二期外线路由未定")
    phone.get_by_label("走访记录").fill(MINUTES)
    phone.get_by_text("无诉求", exact=True).click()
    press(phone, "提交")
    expect(phone.get_by_text("这件诉求还没有加上")).to_be_visible()
    expect(phone.get_by_label("一句话说是什么事")).to_have_value("二期外线路由未定")


def test_a_visit_begun_on_a_lost_phone_is_ended_on_another(leader: Page, open_window: OpenWindow) -> None:
    press(leader, "去走访")
    press(leader, "签到")
    taken(leader, "checkin")
    expect(leader.locator("[data-recording]")).to_contain_text("已记 1 个点")
    other = open_window(PHONE)
    other.context.grant_permissions(["geolocation"])
    other.context.set_geolocation(WORKS)  # type: ignore[arg-type]
    at_the_phone.sign_in(other, "19900000104")
    other.goto("/visits/")
    ready(other)
    press(other, "在这台手机上接着办")
    expect(other.locator("[data-recording]")).to_contain_text("正在记录位置")
    press(other, "签退")
    expect(other.get_by_label("走访记录")).to_be_visible()
    taken(other, "checkout")
    expect(other.locator("[data-net]")).to_have_text("")
    assert Visit.objects.select_related("case").get().case.state == "CHECKED_OUT"
