"""Every page, on the phone's width and the desk's: nothing for axe-core, nothing sideways, nothing from elsewhere."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.browser import browsing
from tests.browser.browsing import Reader
from tests.browser.conftest import DESK, PHONE, OpenWindow
from tests.browser.lived_in_town import settle
from tests.browser.visits import Visit, every_visit, pages_never_visited
from yishang.contexts.outreach.tests.conftest import Town

SPOIL_THE_PAGE = """addEventListener("DOMContentLoaded", () => {
  document.body.insertAdjacentHTML("beforeend", "<img src='http://elsewhere.invalid/x.png'><hr>");
  document.body.lastElementChild.style.width = "3000px";
});"""

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def visits(town: Town, demo_town: datetime) -> list[Visit]:
    return every_visit(town, settle(town, demo_town), demo_town)


def test_no_page_is_left_out(visits: list[Visit]) -> None:
    assert pages_never_visited(visits) == set()


def test_every_page_reads_well_weighs_little_and_keeps_to_itself(
    open_window: OpenWindow, live_server: object, town: Town, visits: list[Visit]
) -> None:
    home = str(live_server)
    found = []
    for who, pages in groupby(visits, key=lambda visit: visit.who):
        window = open_window(PHONE)
        sign_in(window, town, who, home)
        reader = Reader(window, home)
        found += list(faults_on(reader, pages))
        window.context.close()
    assert not found, "\n".join(found)


def test_the_reader_would_notice(
    open_window: OpenWindow, live_server: object, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsing, "HEAVIEST", 50 * 1024)
    window = open_window(PHONE)
    window.add_init_script(SPOIL_THE_PAGE)
    found = list(Reader(window, str(live_server)).faults_on(Visit("", "/", status=404)))
    for word in ("状态 200", "横向多出", "image-alt", "Content Security Policy", "请求了别处", "最多 50 KB"):
        assert any(word in fault for fault in found), f"{word} 不在 {found}"


def faults_on(reader: Reader, pages: Iterator[Visit]) -> Iterator[str]:
    for visit in pages:
        yield from (
            f"{visit.who or '公众'} {visit.address}  {fault}" for fault in reader.faults_on(visit, (DESK, PHONE))
        )


def sign_in(window: Page, town: Town, who: str, home: str) -> None:
    """Past the doors, which have tests of their own."""
    if who:
        client = Client()
        client.force_login(town.accounts[who])
        window.context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": home}])
