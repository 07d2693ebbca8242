"""双告知: which licences a newly registered business needs, and which departments must know (国发〔2015〕62号).

The table is data (`data/licence_rules.csv`, or an imported sheet), each row with its basis and the days of its force.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class LicenceRule:
    """A row of the table: words of the scope or beginnings of the industry code that ask for a licence.

    `department` is the ending of a unit's code (WJ of 610402-WJ); `after` says whether the licence comes after the
    registration (后置); empty words and industries fit nobody.
    """

    code: str
    licence: str
    department: str
    department_name: str
    keywords: tuple[str, ...]
    industries: tuple[str, ...]
    basis: str
    after: bool
    valid_from: date
    valid_to: date | None = None

    def in_force(self, on: date) -> bool:
        """Whether the row holds on that day; both ends belong to it."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def hit(self, *, scope: str, industry: str) -> str:
        """The word or industry by which the row fits, "" when it does not."""
        word = next((one for one in self.keywords if one and one in scope), "")
        return word or next((one for one in self.industries if one and industry.startswith(one)), "")


@dataclass(frozen=True)
class Need:
    """A licence that a business needs, and by what it was found."""

    rule: LicenceRule
    hit: str


def needs_of(table: Iterable[LicenceRule], *, scope: str, industry: str, on: date) -> list[Need]:
    """The licences that a scope and an industry (GB/T 4754) ask for on that day, each once, in the order of the table.

    Words that the scope itself excludes (不含…、除外) do not count.
    """
    told = _without_exclusions(scope)
    found = [(rule, rule.hit(scope=told, industry=industry)) for rule in table if rule.in_force(on)]
    return [Need(rule, hit) for rule, hit in found if hit]


def _without_exclusions(scope: str) -> str:
    """The scope without what stands in brackets that exclude: 食品销售（不含餐饮服务）."""
    parts, depth_at = [], -1
    for place, letter in enumerate(scope):
        if letter in "（(" and depth_at < 0:
            depth_at = place
        elif letter in "）)" and depth_at >= 0:
            inner = scope[depth_at : place + 1]
            parts.append("" if any(word in inner for word in ("不含", "除外", "不包括", "不得")) else inner)
            depth_at = -1
        elif depth_at < 0:
            parts.append(letter)
    return "".join(parts) + (scope[depth_at:] if depth_at >= 0 else "")
