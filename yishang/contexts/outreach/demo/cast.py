"""Whom a visitor of the demo should sign in as: people who have something to do."""

from collections import Counter

from yishang.contexts.outreach.demo.town import table
from yishang.kernel.directory.rules import Role

OPEN = frozenset({"ASSIGNED", "ACCEPTED", "HANDLING", "EXT_REQ", "RETURN_REQ"})
FIRST_COUNTIES = ("610402", "610404")
A_UTILITY = "610400-GD"  # 演示供电公司


def people_to_meet() -> list[str]:
    """Logins (an enterprise's is its phone), two of a kind where there is something to compare.

    The first enterprise, its county's clerk and its matter's unit belong together, so that a visitor can play a whole
    matter through.
    """
    appeals, people = table("appeals.csv"), table("people.csv")
    role_of = {person["login"]: person["role"] for person in people}
    busy = [row for row in appeals if row["outcome"] in OPEN]
    own = sorted((row for row in busy if row["channel"] == "SELF" and row["subject_type"]), key=_how_near)
    return [
        *(row["submitter"] for row in own[:2]),
        *_most_common([row["submitter"] for row in busy if role_of.get(row["submitter"]) == Role.LIA]),
        *_most_common([row["submitter"] for row in appeals if role_of.get(row["submitter"]) == Role.LDR], many=1),
        *_most_common([row["submitter"] for row in appeals if role_of.get(row["submitter"]) == Role.SPD], many=1),
        *(_first(people, Role.CBO, county) for county in FIRST_COUNTIES),
        _worker(people, own[0]["unit_code"]),
        _worker(people, A_UTILITY),
        *(_first(people, role) for role in (Role.MBO, Role.VML, Role.MON, Role.SYS, Role.SEC, Role.AUD)),
    ]


def _how_near(row: dict[str, str]) -> tuple[bool, str]:
    """Companies of the first counties first, by the place that their credit code names."""
    return row["subject_uscc"][2:8] not in FIRST_COUNTIES, row["ref"]


def _most_common(names: list[str], many: int = 2) -> list[str]:
    return [name for name, _ in Counter(names).most_common(many)]


def _first(people: list[dict[str, str]], role: Role, region: str = "") -> str:
    return next(one["login"] for one in people if one["role"] == role and one["region"].startswith(region))


def _worker(people: list[dict[str, str]], unit: str) -> str:
    return next(one["login"] for one in people if one["unit_code"] == unit and one["role"] == Role.DEP)
