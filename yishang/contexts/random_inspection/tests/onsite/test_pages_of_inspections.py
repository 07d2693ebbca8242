"""The pages and the phone's API: what each shows, what they refuse, and that a repeated sending is one."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.random_inspection.models import Inspection
from yishang.contexts.random_inspection.queries import onsite as queries
from yishang.contexts.random_inspection.queries import results
from yishang.contexts.random_inspection.rules.onsite import codes
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.contexts.random_inspection.tests.onsite.conftest import (
    FOUND,
    SIGNED,
    Advance,
    again,
    answers,
    present,
    state,
)
from yishang.kernel.cases.models import Case
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def client_of(town: Town, client: Client) -> Any:
    def signed_in(key: str) -> Client:
        client.force_login(town.accounts[key])
        return client

    return signed_in


def page(client: Client, name: str, *path: str, status: int = 200, **asked: str) -> str:
    answer = client.get(reverse(f"random_inspection:{name}", args=path), asked)
    assert answer.status_code == status, answer.content.decode()[:400]
    return answer.content.decode()


def desk_move(number: str, move: str) -> str:
    return reverse("random_inspection:inspection_move", args=[number, move])


def test_the_desk_reviews_and_publishes(town: Town, inspection: Inspection, advance: Advance, client_of: Any) -> None:
    number = advance("result", at=MONDAY - timedelta(days=3)).case.number
    client = client_of("qin_lan")
    assert "演示机械有限公司" in page(client, "inspections")
    assert "检查 5 项，发现问题 0 项，未检查 0 项" in page(client, "inspection", number)
    form = {"idempotency_key": "k1", "note": ""}
    address = desk_move(number, "approve_result")
    assert client.post(address, form).status_code == 302
    assert client.post(address, form).status_code == 302, "a double tap is one"
    assert "没有对应代码：R1" in page(client, "inspections", queue="publish")
    client.post(
        reverse("random_inspection:inspection_move", args=[number, "publicize_result"]), {"idempotency_key": "k2"}
    )
    assert state(inspection) == "PUBLICIZED"
    answer = client.post(
        reverse("random_inspection:inspection_move", args=[number, "correct_result"]), {"results": ["R3"]}
    )
    assert answer.status_code == 422
    assert "请写明发现的问题" not in page(client, "inspection", number)


def test_the_sheet_and_its_filters(town: Town, inspection: Inspection, advance: Advance, client_of: Any) -> None:
    advance("public", found=FOUND, at=MONDAY - timedelta(days=3))
    client = client_of("qian_hong")
    sheet = b"".join(client.get(reverse("random_inspection:inspections_export"), {"queue": "all"}).streaming_content)
    assert "发现问题已责令改正" in sheet.decode("utf-8-sig")
    for asked in ({"queue": "orders"}, {"result": "R5"}, {"q": "机械"}, {"figure": "problem"}, {"lamp": "green"}):
        assert "JC-610402-20191209-0001" in page(client, "inspections", **{"queue": "all", **asked})
    assert page(client, "inspections", queue="nonsense", status=422)
    told = results.figures(town.qian_hong, first=MONDAY.date(), last=MONDAY.date().replace(year=2020), now=MONDAY)
    assert (told["problems"].numerator, told["problems"].denominator) == (1, 1)
    assert told["published"].rows_url.endswith("figure=in_time")


def test_the_company_reads_the_notice_and_is_told(town: Town, inspection: Inspection, client_of: Any) -> None:
    number = inspection.case.number
    journal_jobs.drain()
    assert Notice.objects.filter(account=town.accounts["li_min"], subject=number).exists()
    client = client_of("li_min")
    assert "换一天" in page(client, "company_inspection", number)
    assert "市市场监管局、市应急局" in page(client, "company_inspections")
    assert queries.code_of(inspection.entity.uscc)[-8:] in page(client, "company_code")
    move = reverse("random_inspection:company_move", args=[number, "pick_day"])
    assert client.post(move, {"planned_on": "2019-12-21"}).status_code == 422
    assert client.post(move, {"planned_on": "2019-12-20"}).status_code == 302
    assert again(inspection).planned_on.isoformat() == "2019-12-20"
    assert client_of("sun_hao").get(reverse("random_inspection:company_inspection", args=[number])).status_code == 404


def test_the_company_answers_an_order_and_rates(
    town: Town, inspection: Inspection, advance: Advance, client_of: Any
) -> None:
    number = advance("result", found=FOUND, at=MONDAY - timedelta(days=3)).case.number
    client = client_of("li_min")
    assert "提交整改材料" in page(client, "company_inspection", number)
    assert (
        client.post(
            reverse("random_inspection:company_move", args=[number, "hand_in_correction"]), {"answer": "补齐了"}
        ).status_code
        == 302
    )
    rate = reverse("random_inspection:rate_inspection", args=[number])
    assert client.post(rate, {"star": "9"}).status_code == 422
    assert client.post(rate, {"star": "4", "words": "很快"}).status_code == 302
    assert "给这次检查打分" not in page(client, "company_inspection", number)
    assert client.post(rate, {"star": "4"}).status_code == 409


def test_the_officer_s_phone_carries_everything_and_sends_once(
    town: Town, inspection: Inspection, client_of: Any
) -> None:
    client = client_of("zheng_hao")
    assert "我的检查" in page(client, "today")
    carried = client.get("/api/v1/inspections/carried").json()["inspections"]
    assert [one["number"] for one in carried] == [inspection.case.number]
    assert (len(carried[0]["lines"]), carried[0]["team"][0]["is_me"]) == (5, True)

    def send(move: str, body: dict[str, Any], key: str) -> Any:
        address = f"/api/v1/inspections/{inspection.case.number}/moves/{move}"
        return client.post(address, json.dumps(body), content_type="application/json", headers={"Idempotency-Key": key})

    earlier = MONDAY - timedelta(hours=1)
    body = {
        "way": "SCANNED", "code": queries.code_of(inspection.entity.uscc), "present": present(inspection),
        "entered_at": earlier.isoformat(), "scanned_at": earlier.isoformat(),
    }  # fmt: skip
    assert send("enter_company", body, "a").status_code == 200
    assert send("enter_company", body, "a").status_code == 200, "sent again it is answered, not repeated"
    assert send("enter_company", {**body, "way": "ABSENT"}, "a").status_code == 422
    lines = answers(inspection, "市市场监管局")
    assert send("fill_lines", {"answers": lines}, "b").json()["lines"][0]["value"] == "YES"
    refused = send("enter_result", {"results": ["R1"], "signatures": list(SIGNED)}, "c")
    assert (refused.status_code, "市应急局 2 项" in refused.json()["message"]) == (422, True)
    assert send("fill_lines", {"answers": [{"line": 1}]}, "d").status_code == 422
    assert send("fill_lines", {"answers": "x", "more": 1}, "e").json()["fields"]["more"] == "这个动作没有这一项。"
    assert send("approve_result", {}, "f").status_code == 403
    assert send("no_such", {}, "g").status_code == 404


def test_others_have_no_officer_s_phone(town: Town, inspection: Inspection, client_of: Any) -> None:
    assert client_of("qian_hong").get("/api/v1/inspections/carried").status_code == 403
    assert client_of("yang_ping").get("/api/v1/inspections").status_code == 403
    assert client_of("tang_lei").get(f"/api/v1/inspections/{inspection.case.number}").status_code == 404
    assert client_of("qian_hong").get("/api/v1/inspections", {"q": "机械"}).json()["total"] == 1
    assert client_of("li_min").get(reverse("random_inspection:inspections")).status_code == 403


def test_a_joined_inspection_points_to_the_other(town: Town, inspection: Inspection, client_of: Any) -> None:
    Inspection.objects.filter(pk=inspection.pk).update(joined_to=inspection)
    Case.objects.filter(pk=inspection.pk).update(state="MERGED")
    assert "已并入另一次检查" in page(client_of("qian_hong"), "inspection", inspection.case.number)


def test_the_check_words_are_those_of_the_standard_s_example() -> None:
    """HELLO WORLD at 1-M: the known words and their ten check words."""
    words = [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17]
    assert codes.check_words(words, 10) == [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]


def test_a_code_has_its_finders_and_refuses_what_does_not_fit() -> None:
    grid = codes.matrix("YSQY-91350211M000100Y43-ABCD1234")
    assert [len(line) for line in grid] == [29] * 29
    assert grid[0][:8] == [True] * 7 + [False]
    assert all(grid[3][column] for column in (2, 3, 4))
    with pytest.raises(ValueError, match="do not fit"):
        codes.matrix("长" * 15)
