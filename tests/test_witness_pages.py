"""A witness without an account: invited by a link, promises on the phone, reveals there; nobody else can."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256

import pytest
from django.test import Client

from yishang.contexts.outreach.tests.conftest import Town
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.draw import queries, services
from yishang.kernel.draw.models import Draw, WitnessInvitation
from yishang.kernel.draw.rules import StratumPool, WitnessBeacon, WitnessNotIndependent
from yishang.kernel.journal.models import Fact
from yishang.kernel.journal.rules import SYSTEM

pytestmark = pytest.mark.django_db
VALUES = (bytes(range(32)), bytes(range(32, 64)))
FORM = {"name": "李敏", "role": "企业代表", "matter": "十二月食品抽查", "days": "3"}


@pytest.fixture(autouse=True)
def frozen(frozen_site: datetime) -> Iterator[None]:
    yield


def digest(value: bytes) -> str:
    return sha256(value).hexdigest()


def as_person(town: Town, person: str) -> Client:
    client = Client()
    client.force_login(town.accounts[person])
    return client


def invited(now: datetime, name: str = "李敏", **changes: object) -> str:
    given = {
        "name": name,
        "role": "企业代表",
        "matter": "十二月食品抽查",
        "expires_at": now + timedelta(days=3),
        "at": now,
    }
    return services.invite_witness(actor=SYSTEM, **given | changes)[1]  # type: ignore[arg-type]


def promised(now: datetime) -> list[str]:
    tokens = [invited(now, name) for name in ("李敏", "王记者")]
    for token, value in zip(tokens, VALUES, strict=True):
        services.promise_value(token=token, commitment=digest(value), at=now)
    return tokens


def freeze(now: datetime, *, draw_id: str = "CJ-1", reveal_by: datetime | None = None) -> Draw:
    witnesses = [{"id": f"w{at}", "role": "见证人", "commitment": digest(value)} for at, value in enumerate(VALUES, 1)]
    return services.commit_draw(
        actor=SYSTEM, draw_id=draw_id, title="食品抽查", purpose="town",
        strata={"S1": StratumPool(["甲", "乙", "丙"], 1)}, beacon=WitnessBeacon.of(witnesses), at=now,
        reveal_by=reveal_by,
    )  # fmt: skip


def test_two_witnesses_promise_and_reveal_on_their_phones_and_the_lot_falls(client: Client, now: datetime) -> None:
    tokens = [invited(now, name) for name in ("李敏", "王记者")]
    assert "生成并提交摘要" in client.get(f"/witness/{tokens[0]}/").content.decode()
    for token, value in zip(tokens, VALUES, strict=True):
        answer = client.post(f"/witness/{token}/promise/", {"commitment": digest(value)}, follow=True)
        assert "摘要已经收到" in answer.content.decode()
    freeze(now)
    assert "公布我的数" in client.get(f"/witness/{tokens[0]}/").content.decode()

    first = client.post(f"/witness/{tokens[0]}/reveal/", {"value": VALUES[0].hex()}, follow=True)
    assert "还在等其他见证人" in first.content.decode()
    second = client.post(f"/witness/{tokens[1]}/reveal/", {"value": VALUES[1].hex()}, follow=True)
    assert "结果已经出来" in second.content.decode()
    assert queries.draw("CJ-1").state == "DRAWN"


def test_an_operator_invites_and_sees_the_link_once(town: Town, now: datetime) -> None:
    desk = as_person(town, "yang_ping")
    page = desk.post("/witnesses/", FORM, follow=True).content.decode()

    assert "链接只在这里出现一次" in page
    token = page.split("/witness/")[1].split("/")[0]
    assert Client().get(f"/witness/{token}/").status_code == 200
    again = desk.get("/witnesses/").content.decode()
    assert token not in again
    assert "还没有提交摘要" in again
    assert token not in str(list(WitnessInvitation.objects.values())) + str(list(Fact.objects.values()))


@pytest.mark.parametrize(
    ("field", "value", "why"),
    [
        ("name", "", "请"),
        ("role", " ", "请"),
        ("matter", "长" * 101, "100"),
        ("days", "365", "365"),
        ("name", "甲\n乙", "姓名"),
    ],
)
def test_an_invitation_that_says_too_little_is_refused_at_its_field(
    town: Town, field: str, value: str, why: str
) -> None:
    answer = as_person(town, "yang_ping").post("/witnesses/", FORM | {field: value})
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not WitnessInvitation.objects.exists()


@pytest.mark.parametrize("person", ["li_min", "chen_jing", "wang_gong", "xi_tong"])
def test_only_who_freezes_draws_invites(town: Town, person: str) -> None:
    assert as_person(town, person).post("/witnesses/", FORM).status_code == 403


def test_a_link_that_nobody_gave_out_opens_nothing(client: Client, now: datetime) -> None:
    invited(now)
    for address in ("/witness/nothing/", "/witness/../", "/witness/%F0%9F%8E%B2/"):
        assert client.get(address).status_code == 404
    assert client.post("/witness/nothing/promise/", {"commitment": digest(b"x")}).status_code == 404
    assert client.post("/witness/nothing/reveal/", {"value": "00" * 16}).status_code == 404


def test_a_promise_is_given_once_in_time_and_whole(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = invited(now)
    for wrong in ("", "xyz", "ab" * 31):
        assert client.post(f"/witness/{token}/promise/", {"commitment": wrong}).status_code == 422
    client.post(f"/witness/{token}/promise/", {"commitment": digest(VALUES[0])})
    assert client.post(f"/witness/{token}/promise/", {"commitment": digest(VALUES[0])}).status_code == 302
    assert client.post(f"/witness/{token}/promise/", {"commitment": digest(VALUES[1])}).status_code == 409
    other = invited(now)
    assert client.post(f"/witness/{other}/promise/", {"commitment": digest(VALUES[0])}).status_code == 422

    monkeypatch.setattr(clocks, "present", lambda: now + timedelta(days=4))
    late = client.post(f"/witness/{other}/promise/", {"commitment": digest(VALUES[1])})
    assert late.status_code == 403
    assert "链接已经过期" in late.content.decode()


def test_a_value_is_not_taken_before_the_pool_is_frozen(client: Client, now: datetime) -> None:
    [token, _] = promised(now)
    answer = client.post(f"/witness/{token}/reveal/", {"value": VALUES[0].hex()})
    assert answer.status_code == 409
    assert "名单还没有封存" in answer.content.decode()


def test_another_value_is_refused_counted_and_locks_the_link(client: Client, now: datetime) -> None:
    [token, other] = promised(now)
    freeze(now)
    assert client.post(f"/witness/{token}/reveal/", {"value": VALUES[1].hex()}).status_code == 422
    assert client.post(f"/witness/{other}/reveal/", {"value": VALUES[0].hex()}).status_code == 422
    for wrong in ("", "长", "0", "00" * 16, *["ff" * 16] * 6):
        client.post(f"/witness/{token}/reveal/", {"value": wrong})
    locked = client.post(f"/witness/{token}/reveal/", {"value": VALUES[0].hex()})
    assert locked.status_code == 403
    assert "锁住" in locked.content.decode()
    assert queries.draw("CJ-1").reveals == {}


def test_who_comes_too_late_is_told_what_follows(
    client: Client, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    [token, _] = promised(now)
    freeze(now, reveal_by=now + timedelta(hours=1))
    monkeypatch.setattr(clocks, "present", lambda: now + timedelta(hours=2))
    assert "公布的时间已过" in client.get(f"/witness/{token}/").content.decode()
    answer = client.post(f"/witness/{token}/reveal/", {"value": VALUES[0].hex()})
    assert answer.status_code == 409
    assert "作废" in answer.content.decode()


def test_a_void_draw_is_told_on_the_witnesses_page(client: Client, now: datetime) -> None:
    [token, _] = promised(now)
    freeze(now)
    services.void_draw(actor=SYSTEM, draw_id="CJ-1", reason="王记者没有公布", at=now)
    assert "王记者没有公布" in client.get(f"/witness/{token}/").content.decode()
    assert client.post(f"/witness/{token}/reveal/", {"value": VALUES[0].hex()}).status_code == 409


def test_a_promise_serves_one_draw_only(now: datetime) -> None:
    promised(now)
    assert queries.promised_witnesses().count() == 2
    freeze(now)
    assert not queries.promised_witnesses().exists()
    with pytest.raises(WitnessNotIndependent):
        freeze(now, draw_id="CJ-2")


def test_no_fact_holds_a_value(client: Client, now: datetime) -> None:
    [token, _] = promised(now)
    freeze(now)
    client.post(f"/witness/{token}/reveal/", {"value": VALUES[0].hex()})
    assert VALUES[0].hex() not in str(list(Fact.objects.values()))
