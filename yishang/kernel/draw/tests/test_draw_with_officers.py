"""陈静 draws businesses and the officers who go there; the public sees names of this draw only."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.draw import queries, rules
from yishang.kernel.draw import services as draws
from yishang.kernel.draw.models import Draw
from yishang.kernel.draw.rules import Officer, StratumPool, WitnessBeacon
from yishang.kernel.journal import queries as journal
from yishang.kernel.journal.rules import Signer

pytestmark = pytest.mark.django_db

MONDAY = datetime(2019, 12, 30, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
CHEN_JING = Signer(id=1, name="陈静", role="DRL", unit_name="市市场监管局")
VALUES = {"wang": b"\x01" * 16, "zhao": b"\x02" * 32}
OWN = "SC-2019-1"
SHOPS = [f"9161030000000{number:04d}X" for number in range(40)]
PLANTS = [f"9161030000001{number:04d}X" for number in range(10)]
OFFICERS = [
    Officer("ENF-1", "市市场监管局", ("unit:SJ", "食品")),
    Officer("ENF-2", "市市场监管局", ("unit:SJ",)),
    Officer("ENF-3", "市住建局", ("unit:ZJ",)),
    Officer("ENF-4", "市住建局", ("unit:ZJ",)),
    Officer("ENF-5", "市住建局", ("unit:ZJ",)),
]
PAIR = ("unit:SJ", "unit:ZJ")


def beacon(**values: bytes) -> WitnessBeacon:
    promised = values or VALUES
    return WitnessBeacon.of(
        {"id": name, "role": "见证", "commitment": hashlib.sha256(value).hexdigest()}
        for name, value in promised.items()
    )


def commit(**changes: Any) -> Draw:
    facts: dict[str, Any] = {
        "actor": CHEN_JING,
        "draw_id": OWN,
        "title": "食品和建筑联合抽查",
        "purpose": "random_inspection.task",
        "strata": {"A 低风险": StratumPool(SHOPS, 4, PAIR), "D 高风险": StratumPool(PLANTS, 2, PAIR)},
        "officers": OFFICERS,
        "recusals": [("ENF-1", SHOPS[0]), ("ENF-3", PLANTS[0]), ("ENF-9", SHOPS[1]), ("ENF-2", "不在名单里")],
        "team_size": 2,
        "max_load": 40,
        "beacon": beacon(),
        "at": MONDAY,
        "pseudonymous": True,
        "secret": bytes(range(32)),
    }
    return draws.commit_draw(**(facts | changes))


def reveal_all(draw_id: str = OWN, values: dict[str, bytes] = VALUES) -> Draw:
    for name, value in values.items():
        made = draws.reveal(actor=CHEN_JING, draw_id=draw_id, witness_id=name, value_hex=value.hex(), at=MONDAY)
    return made


def drawn(**changes: Any) -> queries.Outcome:
    commit(**changes)
    reveal_all()
    return queries.outcome(OWN)


def verdict() -> rules.Verdict:
    return rules.verify_record(queries.record_files(OWN))


def test_the_outcome_comes_back_in_the_ids_that_went_in() -> None:
    outcome = drawn()

    assert {stratum for _, stratum in outcome.selected} == {"A 低风险", "D 高风险"}
    assert [stratum for _, stratum in outcome.selected].count("A 低风险") == 4
    assert {one for one, _ in outcome.selected} <= {*SHOPS, *PLANTS}
    assert set(outcome.teams) == {one for one, _ in outcome.selected}
    assert all(len({one.split("-")[0] for one in team}) == 1 and len(team) == 2 for team in outcome.teams.values())
    assert set(queries.selected_ids(OWN)) == set(outcome.teams)
    assert verdict().teams == 6


def test_every_department_taking_part_sends_someone() -> None:
    units = {one.id: one.unit for one in OFFICERS}

    for team in drawn().teams.values():
        assert {units[one] for one in team} == {"市市场监管局", "市住建局"}


def test_nothing_published_tells_who_stands_behind_it() -> None:
    drawn()
    files = queries.record_files(OWN)
    published = b"".join(files.values()).decode() + queries.commitment_file(OWN).decode()

    assert not [own for own in (*SHOPS, *PLANTS, "风险", *(one.id for one in OFFICERS)) if own in published]
    assert {line.split(b"\t")[1] for line in files["pool.tsv"].splitlines()} == {b"S1", b"S2"}
    assert len(files["recusals.tsv"].splitlines()) == 2  # of those who are in this draw


def test_a_company_finds_itself_with_its_nonce() -> None:
    drawn()
    nonce = bytes.fromhex(queries.nonce_of(OWN, SHOPS[7]))
    line = hashlib.sha256(nonce + SHOPS[7].encode()).hexdigest().encode()

    assert len(nonce) == 16
    assert line in queries.record_files(OWN)["pool.tsv"]
    with pytest.raises(rules.NotInThisDraw):
        queries.nonce_of(OWN, "9161030000009999X")
    with pytest.raises(rules.NotInThisDraw):
        queries.nonce_of(OWN, "\x00")


def test_another_secret_gives_other_names_and_the_secret_lies_sealed() -> None:
    first = commit()
    second = commit(draw_id="SC-2", secret=b"")
    third = commit(draw_id="SC-3", secret=b"")

    assert len({first.commitment_sha256, second.commitment_sha256, third.commitment_sha256}) == 3
    assert queries.nonce_of("SC-2", SHOPS[0]) != queries.nonce_of("SC-3", SHOPS[0])
    assert bytes(range(32)) not in bytes(first.secret)
    assert len(queries.secret_of(second)) == 32


def test_under_plain_names_there_is_no_nonce() -> None:
    outcome = drawn(pseudonymous=False)

    assert {one for one, _ in outcome.selected} <= {*SHOPS, *PLANTS}
    assert b"ENF-1\t" in queries.record_files(OWN)["officers.tsv"]
    with pytest.raises(rules.NotInThisDraw):
        queries.nonce_of(OWN, SHOPS[0])


def test_recused_officers_do_not_go() -> None:
    outcome = drawn(
        strata={"A": StratumPool(SHOPS[:3], 3)}, recusals=[("ENF-1", one) for one in SHOPS[:3]], team_size=4
    )

    assert all("ENF-1" not in team for team in outcome.teams.values())
    assert len(outcome.teams) == 3


def test_a_closed_shop_is_replaced_from_the_reserve_and_its_team_is_inherited() -> None:
    before = drawn(recusals=[])
    out, stratum = before.selected[0]
    came = draws.replace_selected(actor=CHEN_JING, draw_id=OWN, out=out, reason="已注销", at=MONDAY)
    after = queries.outcome(OWN)

    assert came not in dict(before.selected)
    assert dict(after.selected)[came] == stratum
    assert out not in dict(after.selected)
    assert after.teams[came] == before.teams[out]
    assert verdict().events == 1
    with pytest.raises(rules.NotInThisDraw):
        draws.replace_selected(actor=CHEN_JING, draw_id=OWN, out=out, reason="再换", at=MONDAY)


def test_who_is_recused_from_the_newcomer_is_replaced_by_the_head_of_the_queue() -> None:
    """Of two shops one is drawn; ENF-3, who may not go to the other, is on the team and steps aside for it."""
    for number in range(30):
        draw_id = f"SC-{number}"
        commit(draw_id=draw_id, strata={"A": StratumPool(SHOPS[:2], 1, PAIR)}, recusals=[("ENF-3", SHOPS[1])])
        reveal_all(draw_id)
        ((out, _),) = queries.outcome(draw_id).selected
        before = queries.outcome(draw_id).teams[out]
        if out == SHOPS[0] and "ENF-3" in before:
            break
    came = draws.replace_selected(actor=CHEN_JING, draw_id=draw_id, out=out, reason="迁出本市", at=MONDAY)
    after = queries.outcome(draw_id).teams[came]

    assert came == SHOPS[1]
    assert set(before) - {"ENF-3"} < set(after)
    assert set(after) & {"ENF-4", "ENF-5"}
    assert rules.verify_record(queries.record_files(draw_id)).events == 1


def test_replacements_end_with_the_reserve() -> None:
    outcome = drawn(strata={"A": StratumPool(SHOPS[:3], 2)})
    out = outcome.selected[0][0]
    came = draws.replace_selected(actor=CHEN_JING, draw_id=OWN, out=out, reason="已注销", at=MONDAY)

    with pytest.raises(rules.ReserveUsedUp):
        draws.replace_selected(actor=CHEN_JING, draw_id=OWN, out=came, reason="已注销", at=MONDAY)
    assert verdict().events == 1


def test_an_officer_steps_aside_once_and_is_not_sent_there_again() -> None:
    before = drawn(recusals=[])
    place, team = next(iter(before.teams.items()))
    first = next(one for one in team if one in {"ENF-3", "ENF-4", "ENF-5"})

    def step_aside(officer: str) -> str:
        return draws.reassign(
            actor=CHEN_JING, draw_id=OWN, candidate=place, officer_out=officer, reason="亲属", at=MONDAY
        )

    second = step_aside(first)
    third = step_aside(second)

    assert {first, second, third} == {"ENF-3", "ENF-4", "ENF-5"}
    assert third in queries.outcome(OWN).teams[place]
    assert verdict().events == 2
    with pytest.raises(rules.NoOfficerLeft):
        step_aside(third)
    with pytest.raises(rules.NotInThisDraw):
        step_aside(first)
    assert verdict().events == 2


@pytest.mark.parametrize("reason", ["", " ", "一\n二"])
def test_what_happens_later_needs_a_reason(reason: str) -> None:
    out = drawn().selected[0][0]

    with pytest.raises(InvalidInput):
        draws.replace_selected(actor=CHEN_JING, draw_id=OWN, out=out, reason=reason, at=MONDAY)


def test_nothing_is_replaced_before_the_draw_is_made() -> None:
    commit()

    with pytest.raises(rules.DrawNotMade):
        draws.replace_selected(actor=CHEN_JING, draw_id=OWN, out=SHOPS[0], reason="已注销", at=MONDAY)


def test_a_withdrawn_draw_stays_and_is_repeated_once() -> None:
    drawn()
    draws.withdraw_draw(actor=CHEN_JING, draw_id=OWN, reason="名单有误", at=MONDAY)
    repeated = commit(draw_id="SC-2", repeats=OWN, beacon=beacon(li=b"\x03" * 16, sun=b"\x04" * 16))

    assert verdict().events == 1
    assert queries.draw(OWN).state == Draw.State.WITHDRAWN
    assert rules.read_json(repeated.commitment.encode(), "c")["repeats"] == {"draw_id": OWN, "reason": "名单有误"}
    with pytest.raises(rules.DrawNotMade):
        draws.withdraw_draw(actor=CHEN_JING, draw_id=OWN, reason="名单有误", at=MONDAY)


def test_a_value_known_from_a_withdrawn_draw_is_no_promise() -> None:
    drawn()
    draws.withdraw_draw(actor=CHEN_JING, draw_id=OWN, reason="名单有误", at=MONDAY)

    with pytest.raises(rules.WitnessNotIndependent):
        commit(draw_id="SC-2", repeats=OWN)


def test_who_does_not_reveal_in_time_voids_the_draw_by_name() -> None:
    deadline = MONDAY + timedelta(hours=2)
    commit(reveal_by=deadline)
    draws.reveal(actor=CHEN_JING, draw_id=OWN, witness_id="wang", value_hex=VALUES["wang"].hex(), at=MONDAY)

    with pytest.raises(rules.RevealNotDue):
        draws.void_unrevealed(actor=CHEN_JING, draw_id=OWN, at=deadline)
    assert [one.draw_id for one in queries.overdue(at=deadline + timedelta(seconds=1))] == [OWN]

    voided = draws.void_unrevealed(actor=CHEN_JING, draw_id=OWN, at=deadline + timedelta(seconds=1))

    assert voided.void_reason == "见证人 zhao（见证） 到 2019年12月30日 11:00 仍未公布"
    assert not queries.overdue(at=deadline + timedelta(days=1))


def test_facts_hold_public_names_only() -> None:
    out = drawn().selected[0][0]
    draws.replace_selected(actor=CHEN_JING, draw_id=OWN, out=out, reason="已注销", at=MONDAY)
    told = str([fact.data for fact in journal.timeline(f"draw:{OWN}", include_internal=True)])

    assert out not in told
    assert "ENF-" not in told


@pytest.mark.parametrize(
    ("place", "changes"),
    [
        ("officers.tsv/2", {"officers": [OFFICERS[0], OFFICERS[0], Officer("ENF-1", "x")], "pseudonymous": False}),
        ("officers.tsv", {"officers": [Officer("", "市住建局")]}),
        ("officers.tsv", {"officers": [Officer("ENF-1", "市住建局", ("食品,药品",))]}),
        ("officers.tsv", {"officers": [Officer("ENF-1", "市\t住建局")]}),
        ("commitment/strata/0/skills/0", {"strata": {"A": StratumPool(SHOPS, 1, ("a,b",))}}),
        ("commitment/team_size", {"team_size": -1}),
        ("commitment/max_load", {"max_load": -1}),
        ("pool.tsv", {"strata": {"A": StratumPool(["a\tb"], 1)}}),
        ("strata", {"strata": {"": StratumPool(SHOPS, 1)}}),
    ],
)
def test_a_draw_that_cannot_be_made_is_refused_at_its_place(place: str, changes: dict[str, Any]) -> None:
    with pytest.raises(rules.MalformedDraw) as refusal:
        commit(**changes)

    assert refusal.value.place == place
    assert not Draw.objects.exists()
