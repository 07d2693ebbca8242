"""Whom a policy is for, and why it fits a subject or does not (handbook 1.8: audience_rule)."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from yishang.contexts.policies.rules.terms import BUILD_STATUSES, SECTIONS, SUBJECT_TYPES, section_of

AGES_MOST = 200
CAPITAL_MOST = Decimal("100000000")  # 万元
_CAPITAL = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)[\s(（]*(万|亿)?[)）]*(?:元)?(人民币)?(元)?")
_LISTS = ("subject_types", "industries", "regions", "build_statuses")
_LIMITS = ("age_from", "age_to", "capital_from", "capital_to")
Names = Callable[[str], str]


@dataclass(frozen=True)
class Audience:
    """Every filled part must hold; an empty one asks nothing. Ages in whole years, capital in 万元, both ends belong.

    `industries` are sections (C) or beginnings of a code (35, 3921); `regions` hold with everything below them.
    """

    subject_types: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    build_statuses: tuple[str, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    capital_from: Decimal | None = None
    capital_to: Decimal | None = None

    @property
    def is_everybody(self) -> bool:
        return self == Audience()


@dataclass(frozen=True)
class Profile:
    """What the master data say of a subject; None or "" where they say nothing. Capital in 万元."""

    subject_type: str
    industry_code: str = ""
    regions: tuple[str, ...] = ()
    build_status: str = ""
    registered_on: date | None = None
    capital: Decimal | None = None


@dataclass(frozen=True)
class Match:
    """Why an audience holds a subject (`reasons`), does not (`against`), or cannot be told (`missing`)."""

    reasons: tuple[str, ...] = ()
    against: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def fits(self) -> bool:
        return not self.against and not self.missing

    @property
    def is_open(self) -> bool:
        """Nothing speaks against it, but master data are missing."""
        return not self.against and bool(self.missing)


def audience_in(kept: Mapping[str, Any]) -> Audience:
    """The audience that `stored` put into a JSON column."""
    return Audience(
        subject_types=tuple(kept.get("subject_types", ())),
        industries=tuple(kept.get("industries", ())),
        regions=tuple(kept.get("regions", ())),
        build_statuses=tuple(kept.get("build_statuses", ())),
        age_from=kept.get("age_from"),
        age_to=kept.get("age_to"),
        capital_from=_decimal(kept.get("capital_from")),
        capital_to=_decimal(kept.get("capital_to")),
    )


def stored(audience: Audience) -> dict[str, Any]:
    """The audience as JSON keeps it: lists, whole numbers, amounts as text; empty parts are left out."""
    found: dict[str, Any] = {name: list(getattr(audience, name)) for name in _LISTS if getattr(audience, name)}
    for name in _LIMITS:
        value = getattr(audience, name)
        if value is not None:
            found[name] = value if isinstance(value, int) else str(value)
    return found


def audience_faults(audience: Audience, *, is_region: Callable[[str], bool]) -> dict[str, str]:
    """Field → fault: codes that no catalog has, limits that no number lies between."""
    faults = {
        "subject_types": _unknown(audience.subject_types, SUBJECT_TYPES.__contains__, "主体类型"),
        "industries": _unknown(audience.industries, is_industry, "行业代码（GB/T 4754）"),
        "regions": _unknown(audience.regions, is_region, "区划代码"),
        "build_statuses": _unknown(audience.build_statuses, BUILD_STATUSES.__contains__, "建设状态"),
        "age_to": _range_fault(audience.age_from, audience.age_to, AGES_MOST, "登记年限"),
        "capital_to": _range_fault(audience.capital_from, audience.capital_to, CAPITAL_MOST, "注册资本"),
    }
    return {name: fault for name, fault in faults.items() if fault}


def is_industry(code: str) -> bool:
    """Whether it is a section's letter or begins like a code of GB/T 4754-2017 (its divisions go from 01 to 97)."""
    return code in SECTIONS or bool(section_of(code))


def capital_in(text: str) -> Decimal | None:
    """Registered capital in 万元 out of what registers write (500(万), 2亿元, 12000); None where it says no amount.

    A bare number is 万元, as in the register's own column.
    """
    found = _CAPITAL.fullmatch(text.strip().replace(",", ""))
    if not found:
        return None
    amount, unit = Decimal(found[1]), found[2]
    if unit == "亿":
        return amount * 10_000
    is_yuan = unit is None and "元" in text
    return amount / 10_000 if is_yuan else amount


def match(audience: Audience, profile: Profile, *, on: date, region_name: Names) -> Match:
    """Hold a subject against an audience on a day; `region_name` says a region's code in words."""
    if audience.is_everybody:
        return Match(reasons=("面向全部主体",))
    parts = [
        *_by_type(audience, profile),
        *_by_industry(audience, profile),
        *_by_region(audience, profile, region_name),
        *_by_build_status(audience, profile),
        *_by_age(audience, profile, on),
        *_by_capital(audience, profile),
    ]
    kinds: dict[str, list[str]] = {"reasons": [], "against": [], "missing": []}
    for kind, words in parts:
        kinds[kind].append(words)
    return Match(**{kind: tuple(words) for kind, words in kinds.items()})


Part = tuple[str, str]


def _by_type(audience: Audience, profile: Profile) -> Iterable[Part]:
    if audience.subject_types:
        label = SUBJECT_TYPES.get(profile.subject_type, profile.subject_type)
        yield ("reasons" if profile.subject_type in audience.subject_types else "against"), f"主体类型：{label}"


def _by_industry(audience: Audience, profile: Profile) -> Iterable[Part]:
    if not audience.industries:
        return
    if not profile.industry_code:
        yield "missing", "主体库里没有登记行业代码"
        return
    section = section_of(profile.industry_code)
    held = [one for one in audience.industries if one == section or profile.industry_code.startswith(one)]
    name = SECTIONS[section][0] if section else ""
    yield ("reasons" if held else "against"), f"行业：{name} {profile.industry_code}".replace("  ", " ")


def _by_region(audience: Audience, profile: Profile, region_name: Names) -> Iterable[Part]:
    if not audience.regions:
        return
    held = [one for one in profile.regions if one in audience.regions]
    if held:
        yield "reasons", f"属地：{region_name(held[0])}"
    elif profile.regions:
        yield "against", f"属地：{region_name(profile.regions[0])}"
    else:
        yield "missing", "没有登记属地"


def _by_build_status(audience: Audience, profile: Profile) -> Iterable[Part]:
    if not audience.build_statuses:
        return
    label = BUILD_STATUSES.get(profile.build_status, "")
    if not label:
        yield "against", "不是在建项目"
    else:
        yield ("reasons" if profile.build_status in audience.build_statuses else "against"), f"建设状态：{label}"


def _by_age(audience: Audience, profile: Profile, on: date) -> Iterable[Part]:
    if audience.age_from is None and audience.age_to is None:
        return
    if profile.registered_on is None:
        yield "missing", "没有登记成立日期"
        return
    years = _years(profile.registered_on, on)
    yield _within(years, audience.age_from, audience.age_to), f"登记满 {years} 年"


def _by_capital(audience: Audience, profile: Profile) -> Iterable[Part]:
    if audience.capital_from is None and audience.capital_to is None:
        return
    if profile.capital is None:
        yield "missing", "没有登记注册资本，或写法读不出数额"
        return
    amount = f"{profile.capital.normalize():f}"
    yield _within(profile.capital, audience.capital_from, audience.capital_to), f"注册资本 {amount} 万元"


def _within(value: Any, least: Any, most: Any) -> str:
    return "reasons" if (least is None or value >= least) and (most is None or value <= most) else "against"


def _years(since: date, on: date) -> int:
    """Whole years from one day to another."""
    return max(on.year - since.year - ((on.month, on.day) < (since.month, since.day)), 0)


def _unknown(codes: Iterable[str], is_known: Callable[[str], bool], label: str) -> str:
    unknown = [code for code in codes if not is_known(code)]
    return f"没有这样的{label}：{'、'.join(unknown[:5])}。" if unknown else ""


def _range_fault(least: Any, most: Any, limit: Any, label: str) -> str:
    given = [value for value in (least, most) if value is not None]
    if any(value < 0 or value > limit for value in given):
        return f"{label}应在 0 到 {limit} 之间。"
    return f"{label}的上限小于下限。" if len(given) == 2 and most < least else ""


def _decimal(value: Any) -> Decimal | None:
    try:
        return None if value in (None, "") else Decimal(str(value))
    except InvalidOperation:
        return None
