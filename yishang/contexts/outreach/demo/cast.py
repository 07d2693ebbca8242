"""Whom a visitor of the demo should sign in as: people who have something to do."""

from collections import Counter

from yishang.contexts.outreach.demo.town import table
from yishang.kernel.directory.rules import Role

OPEN = frozenset({"ASSIGNED", "ACCEPTED", "HANDLING", "EXT_REQ", "RETURN_REQ"})
FIRST_COUNTIES = ("610402", "610404")


def people_to_meet() -> list[str]:
    """Logins (an enterprise's is its phone), two of a kind where there is something to compare."""
    appeals, people = table("appeals.csv"), table("people.csv")
    role_of = {person["login"]: person["role"] for person in people}
    busy = [row for row in appeals if row["outcome"] in OPEN]
    return [
        *_most_common([row["submitter"] for row in busy if row["channel"] == "SELF"]),
        *_most_common([row["submitter"] for row in busy if role_of.get(row["submitter"]) == Role.LIA]),
        *_most_common([row["submitter"] for row in appeals if role_of.get(row["submitter"]) == Role.LDR], many=1),
        *_most_common([row["submitter"] for row in appeals if role_of.get(row["submitter"]) == Role.SPD], many=1),
        *(_first(people, Role.CBO, county) for county in FIRST_COUNTIES),
        *(
            _worker(people, unit)
            for unit in _most_common([row["unit_code"] for row in busy if row["line"] == "DISPATCH"])
        ),
        *(_first(people, role) for role in (Role.MBO, Role.MON, Role.SYS, Role.SEC, Role.AUD)),
    ]


def _most_common(names: list[str], many: int = 2) -> list[str]:
    return [name for name, _ in Counter(names).most_common(many)]


def _first(people: list[dict[str, str]], role: Role, region: str = "") -> str:
    return next(one["login"] for one in people if one["role"] == role and one["region"].startswith(region))


def _worker(people: list[dict[str, str]], unit: str) -> str:
    return next(one["login"] for one in people if one["unit_code"] == unit and one["role"] == Role.DEP)
