"""What an actor is to a matter, by post and by the unit that answers for it."""

from dataclasses import replace

import pytest

from yishang.kernel.cases.rules import (
    APPLICANT,
    ASSISTING,
    CITY_OFFICE,
    INSPECTOR,
    LEAD,
    OFFICE,
    OVERSEER,
    RESPONSIBLE,
    SPONSOR,
    SYSTEM,
    VICE_MAYOR,
    duties_of,
)  # fmt: skip
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role

SOMEBODY = Actor(id=7, name="王工", role=Role.DEP, unit_id=70)


@pytest.mark.parametrize(
    ("role", "duties"),
    [
        (Role.ENT, {APPLICANT}),
        (Role.LIA, {SPONSOR}),
        (Role.LDR, {SPONSOR}),
        (Role.SPD, {SPONSOR}),
        (Role.CBO, {OFFICE}),
        (Role.MBO, {OFFICE, CITY_OFFICE}),
        (Role.DEP, {ASSISTING}),  # it sees the matters that it answers for or assists with, no others
        (Role.MON, {OVERSEER}),
        (Role.DRL, {LEAD}),
        (Role.ENF, {INSPECTOR}),
        (Role.VML, {VICE_MAYOR}),
        (Role.SYS, set()),
        (Role.SEC, set()),
        (Role.AUD, set()),
        (Role.API, set()),
    ],
)
def test_each_post_has_its_duties(role: Role, duties: set[str]) -> None:
    assert duties_of(replace(SOMEBODY, role=role), unit_id=71) == duties


@pytest.mark.parametrize("role", [Role.DEP, Role.CBO, Role.MBO])
def test_who_works_in_the_responsible_unit_answers_for_it(role: Role) -> None:
    assert RESPONSIBLE in duties_of(replace(SOMEBODY, role=role), unit_id=70)


@pytest.mark.parametrize("role", [Role.SPD, Role.LIA, Role.MON, Role.SYS])
def test_watching_or_sponsoring_from_the_same_unit_is_not_answering(role: Role) -> None:
    assert RESPONSIBLE not in duties_of(replace(SOMEBODY, role=role), unit_id=70)


def test_a_matter_without_a_unit_is_nobody_s_to_answer_for() -> None:
    assert duties_of(replace(SOMEBODY, unit_id=None), unit_id=None) == frozenset()


def test_a_key_may_do_what_it_was_issued_for() -> None:
    key = replace(SOMEBODY, role=Role.API)
    assert duties_of(replace(key, scopes=frozenset({"appeals:submit"})), unit_id=None) == {APPLICANT}
    assert duties_of(replace(key, scopes=frozenset({"appeals:operate"})), unit_id=None) == {
        OFFICE, CITY_OFFICE, RESPONSIBLE, ASSISTING, OVERSEER, VICE_MAYOR,
    }  # fmt: skip


def test_the_platform_itself_is_nobody_s_colleague() -> None:
    assert duties_of(SYSTEM_ACTOR, unit_id=None) == {SYSTEM}
