"""Whom a policy is for, with the reason for each; what master data lack is said, not guessed."""

from datetime import date
from decimal import Decimal

import pytest

from yishang.contexts.policies import rules

ON = date(2020, 3, 9)
SMALL = rules.Profile(
    "ABOVE_SCALE_ENT", industry_code="3511", regions=("610402", "610400"), registered_on=date(2018, 3, 10),
    capital=Decimal(500),
)  # fmt: skip


def match(audience: rules.Audience, profile: rules.Profile = SMALL) -> rules.Match:
    return rules.match(audience, profile, on=ON, region_name=lambda code: {"610402": "秦都区"}.get(code, code))


def test_an_empty_rule_is_for_everybody() -> None:
    assert match(rules.Audience()).fits
    assert match(rules.Audience()).reasons == ("面向全部主体",)


@pytest.mark.parametrize("industry", ["C", "35", "351", "3511"])
def test_an_industry_holds_by_section_or_by_the_beginning_of_its_code(industry: str) -> None:
    found = match(rules.Audience(industries=(industry,)))
    assert found.fits
    assert "制造业" in found.reasons[0]


def test_a_region_holds_with_everything_below_it() -> None:
    assert match(rules.Audience(regions=("610400",))).fits
    assert match(rules.Audience(regions=("610404",))).against == ("属地：秦都区",)


@pytest.mark.parametrize(("least", "most", "fits"), [(None, 3, True), (1, 1, True), (2, None, False), (0, 0, False)])
def test_age_is_counted_in_whole_years_to_the_day(least: int | None, most: int | None, fits: bool) -> None:
    assert match(rules.Audience(age_from=least, age_to=most)).fits is fits  # one year and 365 days


def test_what_is_not_registered_is_missing_and_no_refusal() -> None:
    bare = rules.Profile("ABOVE_SCALE_ENT", regions=("610404",))
    found = match(rules.Audience(industries=("C",), age_to=3, capital_to=Decimal(1000)), bare)
    assert not found.fits
    assert found.is_open
    assert len(found.missing) == 3


def test_a_company_is_no_project_under_construction() -> None:
    assert match(rules.Audience(build_statuses=("STARTED",))).against == ("不是在建项目",)


@pytest.mark.parametrize(
    ("text", "amount"),
    [("500(万)", "500"), ("2亿元", "20000"), ("12000", "12000"), ("5000000元", "500"), ("1,000万元", "1000"),
     ("300万元人民币", "300"), ("不详", None), ("", None), ("100万美元", None)],
)  # fmt: skip
def test_capital_is_read_as_registers_write_it(text: str, amount: str | None) -> None:
    assert rules.capital_in(text) == (None if amount is None else Decimal(amount))


@pytest.mark.parametrize(
    ("field", "audience"),
    [
        ("subject_types", rules.Audience(subject_types=("SCHOOL",))),
        ("industries", rules.Audience(industries=("98",))),
        ("industries", rules.Audience(industries=("Z",))),
        ("regions", rules.Audience(regions=("999999",))),
        ("build_statuses", rules.Audience(build_statuses=("GONE",))),
        ("age_to", rules.Audience(age_from=5, age_to=3)),
        ("capital_to", rules.Audience(capital_from=Decimal(-1))),
    ],
)
def test_unknown_codes_and_impossible_limits_are_told_at_their_field(field: str, audience: rules.Audience) -> None:
    assert list(rules.audience_faults(audience, is_region=lambda code: code == "610402")) == [field]


def test_a_rule_comes_back_from_the_database_as_it_went_in() -> None:
    rule = rules.Audience(
        subject_types=("KEY_PROJECT",), industries=("C", "35"), regions=("610402",), age_to=3,
        capital_from=Decimal("10.5"), build_statuses=("STARTED",),
    )  # fmt: skip
    assert rules.audience_in(rules.stored(rule)) == rule
