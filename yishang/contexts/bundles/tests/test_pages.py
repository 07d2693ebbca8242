"""The pages of those who hand in and those who work: form, parcel-like page, desk, part, figures, API."""

import json
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.http import urlencode

from yishang.contexts.bundles import services
from yishang.contexts.bundles.models import Package
from yishang.contexts.bundles.tests.conftest import MONDAY, SALON, Town, papers_of, part_of, state_of
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify.models import Notice

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _monday(live_at: Callable[[datetime], None]) -> None:
    live_at(MONDAY)


def signed_in(town: Town, name: str) -> Client:
    client = Client()
    client.force_login(town.accounts[name])
    return client


def test_a_company_hands_in_once_and_reads_its_page(town: Town) -> None:
    client, address = signed_in(town, "li_min"), f"{reverse('bundles:apply', args=['T42'])}?{urlencode(SALON)}"
    page = client.get(address)
    assert page.status_code == 200
    assert "一次交给 4 个部门" in page.content.decode()
    sent = {"uscc": town.salon.uscc, "shop_name": "演示剪艺", "address": "演示路 8 号", "idempotency_key": "k1"}
    lacking = client.post(address, sent)
    assert lacking.status_code == 422
    assert "还缺" in lacking.content.decode()
    sent |= {"papers": papers_of("T42", SALON), "idempotency_key": "k2"}
    first, again = client.post(address, sent), client.post(address, sent)
    assert first.status_code == again.status_code == 302
    assert first["Location"] == again["Location"]
    assert Package.objects.count() == 1
    own = client.get(first["Location"]).content.decode()
    assert "已交件" in own
    assert "现在看它" in own
    assert "演示剪艺" in client.get(reverse("bundles:mine")).content.decode()
    number = Package.objects.get().case.number
    assert signed_in(town, "sun_hao").get(reverse("bundles:own", args=[number])).status_code == 404


def test_departments_work_at_the_desk_and_the_window_helps(town: Town) -> None:
    package = town.open()
    part = part_of(package, "户外广告").case
    desk = signed_in(town, "cheng_guan")
    rows = desk.get(reverse("bundles:desk")).content.decode()
    assert part.number in rows
    assert "社会保险" not in rows
    form = desk.get(reverse("bundles:part_move", args=[part.number, "note_correction"])).content.decode()
    assert "效果图" in form
    assert "卫生检测报告" not in form
    move = reverse("bundles:part_move", args=[part.number, "note_correction"])
    empty = desk.post(move, {"reason": "看不清", "version": part.version})
    assert empty.status_code == 422
    done = desk.post(move, {"papers": ["效果图"], "reason": "看不清", "version": part.version})
    assert done.status_code == 302
    told = signed_in(town, "li_min").get(reverse("bundles:own", args=[package.case.number])).content.decode()
    assert "看不清" not in told  # the applicant hears it with everybody else's
    assert desk.get(reverse("bundles:matter", args=[package.case.number])).status_code == 200  # works along
    assert desk.get(reverse("bundles:matter_move", args=[package.case.number, "hand_over"])).status_code == 403
    window = signed_in(town, "han_xue")
    helper = reverse("bundles:matter_move", args=[package.case.number, "assign_helper"])
    assert "卢杨" in window.get(helper).content.decode()
    assert window.post(helper, {"helper": str(town.lu_yang.id)}).status_code == 302
    assert window.get(reverse("bundles:export")).status_code == 200
    assert window.get(reverse("bundles:desk"), {"heap": "nonsense"}).status_code == 422
    figures = window.get(reverse("bundles:figures")).content.decode()
    assert "396" in figures
    assert "632.5" in figures
    journal_jobs.drain()
    told = set(Notice.objects.filter(subject__startswith="T").values_list("template", flat=True))
    assert {"bundle_part_waits", "bundle_opened", "bundle_helper"} <= told


def test_machines_hand_in_under_a_key_and_move_parts(town: Town) -> None:
    client = signed_in(town, "li_min")
    body = {
        "bundle": "T42", "uscc": town.salon.uscc, "answers": SALON, "shop_name": "演示剪艺", "address": "演示路 8 号",
        "papers": papers_of("T42", SALON),
    }  # fmt: skip

    def post(who: Client, path: str, content: object, **headers: str):  # noqa: ANN202
        return who.post(f"/api/v1{path}", json.dumps(content), content_type="application/json", headers=headers)

    plan = post(client, "/bundles/T42/plan", {"answers": SALON}).json()
    assert (plan["half_days"], plan["one_by_one"]) == (12, 24)
    key = {"Idempotency-Key": "a-1"}
    first, again = (post(client, "/packages", body, **key).json() for _ in range(2))
    assert first["number"] == again["number"]
    assert len(first["parts"]) == 5
    assert post(client, "/packages", {**body, "address": "别处"}, **key).status_code == 422
    assert client.get("/api/v1/packages").json()["total"] == 1
    package = Package.objects.get()
    part = part_of(package, "户外广告").case.number
    assert post(client, f"/packages/{part}/moves/accept_part", {}).status_code == 403
    desk = signed_in(town, "cheng_guan")
    assert post(desk, f"/packages/{part}/moves/accept_part", {"colour": "red"}).status_code == 422
    assert post(desk, f"/packages/{part}/moves/accept_part", {}).json()["state"] == "HANDLING"
    refused = post(desk, f"/packages/{part}/moves/accept_part", {})
    assert (refused.status_code, refused.json()["state"]) == (409, "HANDLING")
    assert state_of(package) == "CHECKING"
    assert services.gather_due(at=MONDAY) == 0
