"""Pages of list and libraries: whom they are for, what they narrow, what they never show."""

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.random_inspection.tests.conftest import FOOD, MONDAY, Town

pytestmark = pytest.mark.usefixtures("frozen")


def page(town: Town, who: str, name: str, *args: str, **asked: str) -> str:
    client = Client()
    client.force_login(town.accounts[who])
    response = client.get(reverse(f"random_inspection:{name}", args=args), asked)
    assert response.status_code == 200, response.content.decode()[:500]
    return b"".join(response).decode()


def test_the_list_is_narrowed_by_line_and_goes_out_as_a_sheet(town: Town) -> None:
    assert "食品销售者监督检查" in page(town, "qian_hong", "items")
    assert "食品销售者监督检查" not in page(town, "qin_lan", "items", line="YJ")
    assert "危险化学品经营检查" in page(town, "qian_hong", "items", form="csv")


def test_whoever_may_not_be_sent_is_shown_with_the_reason(town: Town) -> None:
    one = town.inspectors["zheng_hao"]
    one.certificate_until = MONDAY.date().replace(day=1)
    one.save()
    assert "2019-12-01 已过期" in page(town, "qian_hong", "people")
    assert "宋佳" not in page(town, "qian_hong", "people", state="expired")
    assert "韩冰" not in page(town, "qin_lan", "people")


def test_a_person_s_page_keeps_state_certificate_and_relations(town: Town) -> None:
    number, client = town.inspectors["zheng_hao"].number, Client()
    client.force_login(town.accounts["qin_lan"])
    url = reverse("random_inspection:person", args=[number])
    told = {"step": "relation", "uscc": town.companies["机械"].uscc, "kind": "KIN"}
    assert client.post(url, told).status_code == 302
    assert "近亲属" in page(town, "qin_lan", "person", number)
    assert client.post(url, told | {"uscc": "91"}).status_code == 422
    assert client.post(url, {"step": "nothing"}).status_code == 422


def test_risk_classes_are_for_the_lead_department_alone(town: Town) -> None:
    town.objects["化工"].__class__.objects.update(risk="D")
    assert "信用风险</th>" in page(town, "qian_hong", "objects")
    assert "信用风险</th>" not in page(town, "qin_lan", "objects")
    found = page(town, "qian_hong", "objects", tag=FOOD)
    assert "演示食品" in found
    assert "演示机械" not in found


def test_courses_and_rows_to_mend_have_their_pages(town: Town) -> None:
    assert "还没有培训记录" in page(town, "qin_lan", "trainings")
    assert "没有待治理的" in page(town, "qian_hong", "quarantine")
    assert "专家" in page(town, "du_cha", "experts")
