"""How the randomness arrives, or does not: drand by hand, a witness's phone, a witness who never reveals."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from yishang.contexts.random_inspection import handlers, services
from yishang.contexts.random_inspection.models import Task
from yishang.contexts.random_inspection.tests.conftest import MONDAY, Town
from yishang.contexts.random_inspection.tests.planning import VALUES, beacon, drafted_task, frozen_task, state_of
from yishang.kernel.clocks import services as clocks
from yishang.kernel.context import Handler
from yishang.kernel.draw import jobs, queries
from yishang.kernel.draw import services as draws
from yishang.kernel.draw.rules import DrandBeacon, RevealTooLate, WitnessNotIndependent
from yishang.kernel.journal import services as journal
from yishang.kernel.journal.models import Fact
from yishang.kernel.notify.models import Notice

LATER = MONDAY + timedelta(hours=25)
# made for tests with py_ecc, as those in kernel draw's test_drand_decides: nobody's network signed them
KEY = (
    "a52e771fb46659025cc736a6fbeb43929eb63fcfa951b424a04082b2a708a9b5b611ae286dc9be344718431c968011060e1720aa698cffbc"
    "cdce3a92ae125076243be82cf45eac7fda931208a091a359da60e8673668d37aecfaf7bca7a1419d"
)
SIGNED = "94d9f3b273dbf22040a8085089749a3feacae771a6a6d44c27c9a407dc734cbddf905397a90f4fc7f5f691ec9bffacd3"
FORGED = "b57df4420f4a7a857108186197621e9f64218b3d353563d7b374c6c84535559e83769ba7049b42a39466b5f010d2bd9f"


def by_drand(town: Town) -> Task:
    """A task whose lot round 3 decides, a minute after it was frozen."""
    named = DrandBeacon(
        chain_hash="00" * 32, public_key=KEY, scheme="bls-unchained-g1-rfc9380", genesis_time=int(MONDAY.timestamp()),
        period=30, round=3,
    )  # fmt: skip
    task = drafted_task(town)
    return services.freeze_task(actor=town.qian_hong, number=task.case.number, beacon=named, at=MONDAY)


def handed_over(verb: str, run: object) -> None:
    """Deliver the last fact of that name as the worker does: twice, for a delivery may be repeated."""
    fact = Fact.objects.filter(verb=verb).latest("pk")
    handler = Handler(fact=verb, run=run)  # type: ignore[arg-type]
    journal.hand_over(fact=fact, handler=handler, at=LATER)
    run(fact)  # type: ignore[operator]


def said(town: Town, task: Task, who: str = "qian_hong", **values: object) -> tuple[int, str]:
    client = Client()
    client.force_login(town.accounts[who])
    url = reverse("random_inspection:task", args=[task.case.number])
    answer = client.post(url, {"move": "round", "round": 3, "signature": SIGNED, **values})
    return answer.status_code, answer.content.decode()


def live_from(moment: datetime) -> None:
    clocks.anchor_demo_clock(starts=moment, real_now=timezone.now())


def test_a_round_of_drand_is_typed_in_at_the_desk_and_what_is_wrong_is_said_at_its_field(
    town: Town, frozen: datetime
) -> None:
    task = by_drand(town)
    assert (said(town, task)[0], state_of(task)) == (422, "FROZEN")
    assert "才产生" in said(town, task)[1]
    live_from(MONDAY + timedelta(minutes=5))
    for values, words in (
        ({"round": 4}, "承诺书写的是第 3 轮"),
        ({"signature": FORGED}, "不是公钥所有者对第 3 轮的签名"),
        ({"signature": "xyz"}, "十六进制"),
        ({"previous_signature": SIGNED}, "此方案没有上一轮"),
        ({"round": "三"}, "应为整数"),
    ):
        status, text = said(town, task, **values)
        assert (status, words in text) == (422, True), words
    assert said(town, task, who="qin_lan")[0] == 403
    assert state_of(task) == "FROZEN"
    assert said(town, task)[0] == 302
    assert state_of(task) == "OBJECT_DRAWN"
    assert said(town, task)[0] == 302  # the same round again changes nothing


def test_the_page_of_a_drand_task_says_which_round_and_when(town: Town, frozen: datetime) -> None:
    task = by_drand(town)
    client = Client()
    client.force_login(town.accounts["qian_hong"])
    text = client.get(reverse("random_inspection:task", args=[task.case.number])).content.decode()
    assert "第 3 轮决定" in text
    assert "核验并抽取" in text


def test_a_value_revealed_elsewhere_makes_the_task_go_on(town: Town) -> None:
    task = frozen_task(town)
    for name, value in VALUES.items():
        draws.reveal(actor=town.qian_hong, draw_id=task.draw_id, witness_id=name, value_hex=value.hex(), at=MONDAY)
    assert state_of(task) == "FROZEN", "nobody has told the task yet"
    handed_over("draw.drawn", handlers.take_draw_over)
    assert state_of(task) == "OBJECT_DRAWN"
    assert task.candidates.filter(is_selected=True).count() == 1


def test_a_draw_of_another_process_is_none_of_ours(town: Town) -> None:
    promised = beacon()
    draws.commit_draw(
        actor=town.qian_hong, draw_id="HF-1", title="回访", purpose="outreach.call_back",
        strata={"S1": draws.StratumPool(["a", "b"], 1)}, beacon=promised, at=MONDAY, reveal_by=MONDAY,
    )  # fmt: skip
    for name, value in VALUES.items():
        draws.reveal(actor=town.qian_hong, draw_id="HF-1", witness_id=name, value_hex=value.hex(), at=MONDAY)
    handed_over("draw.drawn", handlers.take_draw_over)
    assert not Task.objects.exists()


def test_a_witness_who_never_reveals_voids_the_draw_which_stays_in_sight_and_is_repeated_under_its_number(
    town: Town,
) -> None:
    task = frozen_task(town)
    number, first = task.case.number, next(iter(VALUES.items()))
    services.reveal_witness(
        actor=town.qian_hong, number=number, witness_id=first[0], value_hex=first[1].hex(), at=MONDAY
    )
    assert jobs.void_unrevealed_at(MONDAY + timedelta(hours=24)) == 0
    with pytest.raises(RevealTooLate):
        services.reveal_witness(
            actor=town.qian_hong, number=number, witness_id="w2", value_hex=VALUES["w2"].hex(), at=LATER
        )
    assert jobs.void_unrevealed_at(LATER) == 1
    assert jobs.void_unrevealed_at(LATER) == 0
    handed_over("draw.voided", handlers.take_void_over)
    assert state_of(task) == "CREATED"
    void = queries.draw(number)
    assert (void.state, "w2（见证人）" in void.void_reason) == ("VOID", True)
    assert void in queries.published()
    assert Notice.objects.filter(account=town.accounts["feng_xue"], template="task_draw_voided").exists()
    with pytest.raises(WitnessNotIndependent):
        services.freeze_task(actor=town.qian_hong, number=number, beacon=beacon(), at=LATER)
    others = beacon({"w3": bytes(range(64, 96)), "w4": bytes(range(96, 128))})
    again = services.freeze_task(actor=town.qian_hong, number=number, beacon=others, at=LATER)
    assert again.draw_id == f"{number}-2"
