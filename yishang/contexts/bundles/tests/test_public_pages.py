"""Everybody goes from the shelf to the sheet of papers, one question at a time, without signing in."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from yishang.kernel.catalog import services as items
from yishang.kernel.directory.rules import SYSTEM_ACTOR

pytestmark = pytest.mark.django_db


def test_from_the_shelf_to_the_result_by_links_alone(catalog: None, client: Client) -> None:
    shelf = client.get(reverse("bundles:home"), {"q": "书店"}).content.decode()
    assert "开书店" in shelf
    assert "开医院" not in shelf
    page = client.get(reverse("bundles:bundle", args=["T15"]))
    assert "开始，最多答" in page.content.decode()
    address, asked = reverse("bundles:ask", args=["T15"]), []
    response = client.get(address)
    while response.status_code == 200:
        asked.append(response.context["question"].code)
        response = client.get(address + response.context["options"][0][1])
    assert asked == ["subject", "place", "bank", "staff", "room", "sign"]
    sheet = client.get(response["Location"])
    text = sheet.content.decode()
    assert "一次性告知单" in text
    assert "出版物零售单位设立审批" in text
    assert "件事共用" in text
    assert "延市公发〔2019〕97号" in text


def test_wrong_addresses_and_answers_are_told_in_words(catalog: None, client: Client) -> None:
    assert client.get(reverse("bundles:bundle", args=["T99"])).status_code == 404
    wrong = client.get(reverse("bundles:ask", args=["T15"]), {"subject": "emperor"})
    assert wrong.status_code == 422
    assert "没有“emperor”这个答案" in wrong.content.decode()
    half = client.get(reverse("bundles:result", args=["T15"]), {"subject": "have"})
    assert half.status_code == 302
    assert half["Location"].startswith(reverse("bundles:ask", args=["T15"]))


def test_a_bundle_whose_item_was_retired_is_not_offered(catalog: None, client: Client, frozen_site: datetime) -> None:
    items.retire_item(actor=SYSTEM_ACTOR, code="610127001001", on=frozen_site.date(), reason="法规修改", at=frozen_site)
    assert "暂停受理" in client.get(reverse("bundles:bundle", args=["T15"])).content.decode()
    assert client.get(reverse("bundles:ask", args=["T15"])).status_code == 409
    assert client.get(reverse("bundles:ask", args=["T02"])).status_code == 200
