"""The call-back sample: frozen by 杨萍, revealed by her and the overseer, published with files that recompute."""

from hashlib import sha256
from typing import Any

import pytest
from django.test import Client

from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import Appeal, CallBackDraw
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Town
from yishang.kernel.draw import rules as draw_rules

pytestmark = pytest.mark.usefixtures("frozen_site")
SAMPLES = "/outreach/samples/"
VALUES = {"yang_ping": bytes(range(32)), "du_cha": bytes(range(32, 64))}


@pytest.fixture
def sit(town: Town) -> Any:
    """A browser in which that person has signed in."""

    def signed_in(person: str) -> Client:
        client = Client()
        client.force_login(town.accounts[person])
        return client

    return signed_in


@pytest.fixture
def rated(town: Town, submitted: Appeal, advance: Advance) -> Appeal:
    advance("closed")
    return services.rate_appeal(actor=town.li_min, number=submitted.case.number, star=5, at=MONDAY)


def promise(**changes: str) -> dict[str, str]:
    digests = [sha256(value).hexdigest() for value in VALUES.values()]
    period = {"period_from": "2019-12-01", "period_to": "2019-12-31"}
    return {**period, "office_commitment": digests[0], "overseer_commitment": digests[1], **changes}


@pytest.fixture
def frozen(sit: Any, rated: Appeal) -> str:
    return str(sit("yang_ping").post(SAMPLES, promise())["Location"])


def test_yang_ping_freezes_and_both_reveal_and_the_record_recomputes(sit: Any, rated: Appeal, frozen: str) -> None:
    for person, value in VALUES.items():
        assert "的随机值" in sit(person).get(frozen).content.decode()
        assert sit(person).post(f"{frozen}reveal/", {"value": value.hex()}).status_code == 302
    page = sit("chen_jing").get(frozen).content.decode()
    assert "1 件 → 抽 1 件" in page
    assert f"/outreach/desk/{rated.case.number}/" in page
    files = {name: sit("du_cha").get(f"{frozen}{name}").content for name in draw_rules.FILES}
    assert draw_rules.verify_record(files).selected == 1


def test_before_the_last_reveal_only_the_commitment_is_published(sit: Any, frozen: str) -> None:
    commitment = sit("chen_jing").get(f"{frozen}commitment.json").content
    assert "2019年12月1日至12月31日办结件回访抽样" in commitment.decode()
    assert sha256(commitment).hexdigest() in sit("chen_jing").get(frozen).content.decode()
    assert sit("chen_jing").get(f"{frozen}record.json").status_code == 409


def test_a_value_that_was_not_promised_is_refused_and_can_be_mended(sit: Any, frozen: str) -> None:
    answer = sit("yang_ping").post(f"{frozen}reveal/", {"value": "00" * 32})
    assert "与事先提交的摘要不符" in answer.content.decode()
    assert answer.status_code in (409, 422)
    assert sit("yang_ping").post(f"{frozen}reveal/", {"value": VALUES["yang_ping"].hex().upper()}).status_code == 302


def test_values_and_digests_that_are_none_are_refused_at_their_fields(sit: Any, rated: Appeal, frozen: str) -> None:
    assert sit("yang_ping").post(f"{frozen}reveal/", {"value": "不是"}).status_code == 422
    answer = sit("yang_ping").post(SAMPLES, promise(overseer_commitment="abc"))
    assert answer.status_code == 422
    assert "64 位十六进制数" in answer.content.decode()
    assert sit("yang_ping").post(SAMPLES, promise(period_to="2019-11-01")).status_code == 422
    assert CallBackDraw.objects.count() == 1


def test_one_promise_cannot_stand_for_both(sit: Any, rated: Appeal) -> None:
    same = promise()["office_commitment"]
    answer = sit("yang_ping").post(SAMPLES, promise(overseer_commitment=same))
    assert answer.status_code in (409, 422)
    assert not CallBackDraw.objects.exists()


def test_without_anybody_to_draw_it_says_so(sit: Any, submitted: Appeal) -> None:
    answer = sit("yang_ping").post(SAMPLES, promise())
    assert answer.status_code == 409
    assert "没有可抽的办结件" in answer.content.decode()


@pytest.mark.parametrize("person", ["chen_jing", "du_cha"])
def test_only_the_citys_office_freezes(sit: Any, rated: Appeal, person: str) -> None:
    assert sit(person).post(SAMPLES, promise()).status_code == 403


def test_a_countys_office_does_not_reveal(sit: Any, frozen: str) -> None:
    assert sit("chen_jing").post(f"{frozen}reveal/", {"value": VALUES["yang_ping"].hex()}).status_code == 403


def test_a_sample_that_nobody_reveals_is_voided_in_the_open_and_its_matters_are_free(
    sit: Any, rated: Appeal, frozen: str
) -> None:
    assert sit("yang_ping").post(f"{frozen}void/", {"reason": "督查室见证人外出，未能按时公布。"}).status_code == 302
    page = sit("chen_jing").get(frozen).content.decode()
    assert "这次抽取已作废" in page and "未能按时公布" in page
    again = sit("yang_ping").post(SAMPLES, promise(office_commitment="a" * 64, overseer_commitment="b" * 64))
    assert again.status_code == 302


@pytest.mark.parametrize(("person", "status"), [("chen_jing", 403), ("du_cha", 403), ("wang_gong", 403)])
def test_only_the_citys_office_voids(sit: Any, frozen: str, person: str, status: int) -> None:
    assert sit(person).post(f"{frozen}void/", {"reason": "作废"}).status_code == status


def test_voiding_needs_a_reason_and_a_sample_that_is_still_open(sit: Any, frozen: str) -> None:
    assert sit("yang_ping").post(f"{frozen}void/", {}).status_code == 422
    sit("yang_ping").post(f"{frozen}void/", {"reason": "见证人外出"})
    assert sit("yang_ping").post(f"{frozen}void/", {"reason": "再来一次"}).status_code == 409


@pytest.mark.parametrize("person", ["li_min", "wang_gong", "xi_tong"])
def test_others_are_told_whose_page_it_is(sit: Any, person: str) -> None:
    assert sit(person).get(SAMPLES).status_code == 403


def test_strangers_sign_in_and_unknown_draws_and_files_are_not_found(sit: Any, frozen: str) -> None:
    assert Client().get(SAMPLES)["Location"] == f"/sign-in/staff/?next={SAMPLES}"
    assert sit("yang_ping").get(f"{SAMPLES}CY-610400-20191209-0099/").status_code == 404
    for value, person in ((VALUES[person], person) for person in VALUES):
        sit(person).post(f"{frozen}reveal/", {"value": value.hex()})
    assert sit("yang_ping").get(f"{frozen}secrets.txt").status_code == 404


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_period_outside_our_calendar_is_refused_at_its_field(sit: Any, rated: Appeal, day: str) -> None:
    assert sit("yang_ping").post(SAMPLES, promise(period_from=day, period_to=day)).status_code in (409, 422)
