"""Messages to and from another platform: over the loopback, signed, once each, and none lost while it is down."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor
from yishang.kernel.exchange import queries, rules, services
from yishang.kernel.exchange.gateways import HttpWire, SimulatedPartner, on_loopback
from yishang.kernel.exchange.models import Incoming, Outgoing, Place
from yishang.kernel.geo import services as geo

NOON = datetime(2019, 12, 9, 12, tzinfo=SHANGHAI)
MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
SECRET = "a-secret-of-both-sides"
CHANNEL, CITY = "town", "610400"
QIAN_HONG = Actor(id=None, name="钱虹", role="DRL", city_code=CITY, region_code=CITY)


@pytest.fixture(autouse=True)
def regions(db: None) -> None:
    geo.load_regions()


def tell(message_id: str = "m-1", **body: str) -> bool:
    return services.queue(
        channel=CHANNEL, message_id=message_id, kind="result", subject="JC-1", city=CITY, body=body, at=NOON
    )


def send(partner: SimulatedPartner, *, at: datetime = NOON, secret: str = SECRET) -> int:
    with on_loopback(partner, secret=SECRET) as address:
        return services.send_due(channel=CHANNEL, wire=HttpWire(address, secret, timeout=2), at=at)


def pull(partner: SimulatedPartner, taken: list[str], *, at: datetime = NOON) -> int:
    def take(said: rules.Said) -> str:
        if "fault" in said.body:
            raise InvalidInput({"fault": "这一项不对。"})
        taken.append(said.message_id)
        return f"已收 {said.message_id}"

    with on_loopback(partner, secret=SECRET) as address:
        wire = HttpWire(address, SECRET, timeout=2)
        return services.pull(channel=CHANNEL, kind="grades", wire=wire, city=CITY, take=take, at=at)


def item(message_id: str, **body: Any) -> dict[str, Any]:
    return {"message_id": message_id, "kind": "grades", "body": body}


def test_a_message_is_queued_once_and_sent_until_there_is_a_receipt() -> None:
    assert (tell(), tell()) == (True, False)
    partner = SimulatedPartner("down")
    assert send(partner) == 0
    kept = Outgoing.objects.get()
    assert (kept.state, kept.tries, kept.next_try_at) == (rules.PENDING, 1, NOON + MINUTE)
    assert "没有接收" in kept.last_error
    partner.manner = "prompt"
    assert send(partner, at=NOON + MINUTE / 2) == 0  # not yet due
    assert send(partner, at=NOON + MINUTE) == 1
    assert send(partner, at=NOON + DAY) == 0
    assert (Outgoing.objects.get().state, partner.heard) == (rules.SENT, ["m-1"])


def test_an_answer_that_was_lost_leads_to_a_repetition_and_not_to_a_second_message() -> None:
    tell()
    partner = SimulatedPartner("deaf")
    assert send(partner) == 0
    assert send(partner, at=NOON + MINUTE) == 1
    assert (partner.heard, list(partner.took)) == (["m-1", "m-1"], ["m-1"])


def test_the_rest_waits_behind_the_first_silence_and_goes_on_in_its_order() -> None:
    for number in (1, 2, 3):
        tell(f"m-{number}")
    partner = SimulatedPartner("mute")
    assert send(partner) == 0
    assert partner.heard == ["m-1"]
    partner.manner = "prompt"
    assert send(partner, at=NOON + MINUTE) == 3
    assert sorted(partner.took) == ["m-1", "m-2", "m-3"]


def test_what_the_other_side_will_not_take_waits_for_a_person() -> None:
    tell()
    partner = SimulatedPartner("refusing")
    send(partner)
    kept = Outgoing.objects.get()
    assert (kept.state, "退回" in kept.last_error) == (rules.REFUSED, True)
    assert queries.heap_counts(QIAN_HONG, [CHANNEL]) == {"waiting": 0, "by_hand": 1}
    with pytest.raises(InvalidInput):
        services.settle(actor=QIAN_HONG, outgoing_id=kept.pk, again=False, note=" ", at=NOON)
    services.settle(actor=QIAN_HONG, outgoing_id=kept.pk, again=True, note="", at=NOON)
    partner.manner = "prompt"
    assert send(partner) == 1
    with pytest.raises(rules.AlreadySettled):
        services.settle(actor=QIAN_HONG, outgoing_id=kept.pk, again=False, note="电话告知", at=NOON)


def test_a_wrong_secret_delivers_nothing_and_loses_nothing() -> None:
    tell()
    assert send(SimulatedPartner(), secret="another") == 0
    assert Outgoing.objects.get().state == rules.PENDING


def test_pauses_grow_to_six_hours_and_no_further() -> None:
    assert [rules.pause_after(tries) for tries in (1, 2, 3)] == [MINUTE, 2 * MINUTE, 4 * MINUTE]
    assert rules.pause_after(500) == timedelta(hours=6)


def test_a_list_is_read_on_and_each_item_taken_once() -> None:
    taken: list[str] = []
    partner = SimulatedPartner(feeds={"grades": [item("g-1"), item("g-2", fault="x")]})
    assert pull(partner, taken) == 1
    assert Incoming.objects.get(message_id="g-2").state == rules.REFUSED
    partner.feeds["grades"] = [*partner.feeds["grades"], item("g-3"), item("g-1")]
    assert pull(partner, taken) == 1
    assert taken == ["g-1", "g-3"]
    assert Place.objects.get().place == "4"


def test_a_list_that_cannot_be_read_stays_where_it_was_and_says_why() -> None:
    taken: list[str] = []
    partner = SimulatedPartner("down", feeds={"grades": [item("g-1")]})
    assert pull(partner, taken) == 0
    place = Place.objects.get()
    assert (place.place, place.failed_since, "没有接收" in place.last_error) == ("", NOON, True)
    partner.manner = "prompt"
    assert pull(partner, taken, at=NOON + DAY) == 1
    assert Place.objects.get().failed_since is None


def test_one_id_with_two_contents_is_refused() -> None:
    def hear(body: dict[str, Any]) -> services.Heard:
        said = rules.Said("x-1", "grades", body)
        return services.take_once(channel=CHANNEL, said=said, city=CITY, take=lambda _one: "甲", at=NOON)

    assert (hear({"a": 1}).repeated, hear({"a": 1}).repeated) == (False, True)
    with pytest.raises(rules.SaidOtherwise):
        hear({"a": 2})


@pytest.mark.parametrize("told", [[], {"message_id": 1, "kind": "x", "body": {}}, {"message_id": "m", "kind": "x"}])
def test_what_is_no_message_is_refused(told: object) -> None:
    with pytest.raises(InvalidInput):
        rules.said(told)
