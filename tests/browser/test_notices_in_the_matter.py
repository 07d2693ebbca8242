"""通知记录 and 消息设置 with the keyboard: the record comes when it is opened, choices are made without a mouse."""

import pytest
from django.test import Client
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from tests.browser.browsing import Reader
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.visits import Visit
from yishang.contexts.outreach.tests.conftest import Advance, Town
from yishang.kernel.directory.models import Account
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify import gateways, services
from yishang.kernel.notify.models import Notice, Preference

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def signed_in(window: Page, town: Town, person: str, live_server: LiveServer) -> Page:
    client = Client()
    client.force_login(town.accounts[person])
    window.context.add_cookies(
        [{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": live_server.url}]
    )
    return window


def test_the_office_opens_the_record_and_reads_whether_it_arrived(
    open_window: OpenWindow, live_server: LiveServer, town: Town, advance: Advance
) -> None:
    number = advance("closed").case.number
    journal_jobs.drain()
    services.send_pending(gateway=gateways.SmsSimulator(), at=Notice.objects.latest("at").at)
    page = signed_in(open_window(DESK), town, "chen_jing", live_server)
    page.goto(f"/outreach/desk/{number}/")
    summary = page.locator("summary", has_text="通知记录")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".told-lines li").first).to_be_visible()
    expect(page.get_by_text("已送达").first).to_be_visible()
    page = signed_in(open_window(PHONE), town, "li_min", live_server)
    page.goto(f"/outreach/mine/{number}/")
    page.get_by_text("发给您的通知").click()
    expect(page.locator(".told-lines li").first).to_be_visible()


def test_choices_are_made_with_the_keyboard_on_a_small_screen(
    open_window: OpenWindow, live_server: LiveServer, town: Town
) -> None:
    Account.objects.filter(pk=town.wang_gong.id).update(phone="19900000177")
    page = signed_in(open_window(PHONE), town, "wang_gong", live_server)
    page.goto("/notices/preferences/")
    box = page.locator('[name="sms_new_matter"]')
    box.focus()
    page.keyboard.press("Space")
    page.locator('[name="when_due_soon"]').first.focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("button", name="保存").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("已保存")).to_be_visible()
    kept = Preference.objects.get(account_id=town.wang_gong.id).choices
    assert kept == {"new_matter": {"sms": False, "digest": False}, "due_soon": {"sms": True, "digest": True}}


def test_the_pages_of_messages_are_readable(
    open_window: OpenWindow, live_server: LiveServer, town: Town, advance: Advance
) -> None:
    number = advance("closed").case.number
    journal_jobs.drain()
    Notice.objects.filter(channel="SMS").update(state="FAILED", attempts=4, last_error="模拟回执：对方手机不在服务区")
    places = {
        "li_min": ["/notices/", "/notices/preferences/", f"/outreach/mine/{number}/notices/"],
        "chen_jing": ["/notices/wordings/", "/notices/preferences/", f"/outreach/desk/{number}/notices/", "/notices/"],
        "xi_tong": ["/notices/unsent/", "/account/"],
    }
    faults = []
    for size in (PHONE, DESK):
        for person, addresses in places.items():
            page = signed_in(open_window(size), town, person, live_server)
            reader = Reader(page, live_server.url)
            for address in addresses:
                faults += [f"{person} {size} {address}: {one}" for one in reader.faults_on(Visit(person, address))]
    assert not faults
