"""Rounds: every project of a month, or a fifth by lot that anyone draws again; and how far they have come."""

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256

import pytest

from yishang.contexts.panoramas import queries, rules, services
from yishang.contexts.panoramas.models import Round
from yishang.contexts.panoramas.tests.conftest import MONDAY, TakeIn, Town
from yishang.kernel.draw import queries as draws
from yishang.kernel.draw import rules as draw_rules
from yishang.kernel.parties.models import Subject

DECEMBER = date(2019, 12, 1)
VALUES = {"w1": bytes(range(32)), "w2": bytes(range(32, 64))}


def witnesses() -> Sequence[dict[str, str]]:
    roles = ("市营商办", "市督查室")
    return [
        {"id": name, "role": role, "commitment": sha256(value).hexdigest()}
        for (name, value), role in zip(VALUES.items(), roles, strict=True)
    ]


def frozen_round(town: Town) -> Round:
    for place in range(10):
        Subject.objects.create(
            subject_type="KEY_PROJECT", name=f"演示项目{place}", entity=town.project.entity, region_id="610402",
            batch="2019-02", in_date=DECEMBER,
        )  # fmt: skip
    return services.freeze_round(actor=town.yang_ping, month=DECEMBER, witnesses=witnesses(), at=MONDAY)


def reveal(town: Town, number: str, who: str = "yang_ping", witness: str = "w1") -> Round:
    return services.reveal_round(
        actor=getattr(town, who), number=number, witness_id=witness, value_hex=VALUES[witness].hex(), at=MONDAY
    )


def test_a_months_round_covers_what_was_flown_over_in_that_month(town: Town, take_in: TakeIn) -> None:
    made = services.open_round(actor=town.yang_ping, month=DECEMBER, at=MONDAY)
    take_in(captured_at=MONDAY - timedelta(days=20))  # November's
    tally = queries.tallies_of(town.yang_ping, [made])[made.pk]
    assert (tally.selected, tally.covered) == (2, 0)
    assert queries.headline(town.yang_ping, now=MONDAY)["panorama_coverage"].value == "0.0%"


def test_coverage_opens_its_rows_and_counties_see_their_own(town: Town, take_in: TakeIn) -> None:
    made = services.open_round(actor=town.yang_ping, month=DECEMBER, at=MONDAY)
    taken = take_in()
    rows = queries.round_rows(town.yang_ping, made)
    assert [(row.project.name, row.is_covered) for row in rows] == [("演示二期厂房", True), ("演示冷库", False)]
    assert rows[0].panoramas == [taken]
    figure = queries.headline(town.yang_ping, now=MONDAY)["panorama_coverage"]
    assert (figure.numerator, figure.denominator, figure.value) == (1, 2, "50.0%")
    assert [row.project.name for row in queries.round_rows(town.zhao_lei, made)] == ["演示冷库"]
    assert queries.tallies_of(town.liu_gong, [made])[made.pk] == queries.Tally(1, 1, 1)


def test_a_fifth_by_lot_is_drawn_when_both_have_revealed_and_recomputes(town: Town) -> None:
    made = frozen_round(town)
    assert not queries.round_rows(town.yang_ping, made)
    reveal(town, made.number)
    assert not queries.round_rows(town.yang_ping, made)
    reveal(town, made.number, "du_cha", "w2")
    assert len(queries.round_rows(town.yang_ping, made)) == 3  # of 12, rounded up
    assert draw_rules.verify_record(draws.record_files(made.number)).selected == 3


def test_a_void_round_frees_its_month(town: Town) -> None:
    made = frozen_round(town)
    with pytest.raises(services.NothingToFly):
        services.open_round(actor=town.yang_ping, month=DECEMBER, at=MONDAY)
    services.void_round(actor=town.yang_ping, number=made.number, reason="见证人外出。", at=MONDAY)
    assert services.open_round(actor=town.yang_ping, month=DECEMBER, at=MONDAY).kind == "MONTH"


def test_only_the_citys_office_opens_and_only_witnesses_reveal(town: Town) -> None:
    for who in (town.chen_jing, town.du_cha, town.liu_gong):
        with pytest.raises(rules.PanoramaNotYours):
            services.open_round(actor=who, month=DECEMBER, at=MONDAY)
    made = frozen_round(town)
    with pytest.raises(rules.PanoramaNotYours):
        reveal(town, made.number, "chen_jing")
    with pytest.raises(rules.PanoramaNotYours):
        services.void_round(actor=town.du_cha, number=made.number, reason="x", at=MONDAY)
    with pytest.raises(rules.PanoramaNotVisible):
        queries.round_of(town.wang_gong, made.number)


def test_without_projects_there_is_no_round(town: Town) -> None:
    Subject.objects.update(out_date=DECEMBER)
    with pytest.raises(services.NothingToFly):
        services.open_round(actor=town.yang_ping, month=DECEMBER, at=MONDAY)
