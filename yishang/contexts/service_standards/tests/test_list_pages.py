"""What anybody reads without signing in."""

import pytest
from django.test import Client

from yishang.contexts.service_standards import services

HOME = "/service_standards/"


@pytest.fixture
def published(db: None) -> None:
    services.load_catalogs()


@pytest.mark.usefixtures("published")
def test_the_list_of_opening_a_company_shows_everything(client: Client) -> None:
    assert "企业开办" in client.get(HOME).content.decode()
    page = client.get(f"{HOME}lists/open/").content.decode()
    for words in (
        "4 个", "10 份", "2 个工作日", "公司登记（备案）申请书", "延市公发〔2019〕97号", "0911-2160672", "0911-2162600",
        "一共四个环节", "裁量基准", "data:image/svg+xml;base64", "申请材料不齐全",
    ):  # fmt: skip
        assert words in page
    item = client.get(f"{HOME}lists/open/610171001000/").content.decode()
    assert "法律没有规定" in item
    assert "政府部门核发" in item


@pytest.mark.usefixtures("published")
def test_a_day_of_the_past_shows_its_own_fee_basis(client: Client) -> None:
    page = client.get(f"{HOME}lists/open/?on=2019-06-01").content.decode()
    assert "延市价发〔2012〕133号" in page
    assert "看今天的" in page


@pytest.mark.usefixtures("published")
def test_lists_are_found_by_words_and_by_first_letters(client: Client) -> None:
    for q in ("企业开办", "qykb", "公章刻制"):
        assert "lists/open/" in client.get(HOME, {"q": q}).content.decode()
    assert "没有找到" in client.get(HOME, {"q": "没有这件事"}).content.decode()


@pytest.mark.django_db
def test_what_is_not_there_is_refused_in_words(client: Client) -> None:
    services.load_catalogs()
    assert client.get(f"{HOME}lists/none/").status_code == 404
    assert client.get(f"{HOME}lists/open/610171005000/").status_code == 404  # an item of another list
    for day in ("2019-13-01", "yesterday", "1999-01-01", "9999-12-31"):
        assert client.get(f"{HOME}lists/open/?on={day}").status_code == 422


@pytest.mark.django_db
def test_without_items_the_pages_still_stand(client: Client) -> None:
    assert client.get(HOME).status_code == 200
    assert "没有有效的事项" in client.get(f"{HOME}lists/open/").content.decode()
