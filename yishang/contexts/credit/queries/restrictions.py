"""The counter's question: is this party restricted, by which rule, on which basis, until when, as of now."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q
from django.utils.timezone import localdate

from yishang.contexts.credit import rules
from yishang.contexts.credit.models import Listing, Sanction, SeriousListing
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.journal import queries as journal
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import rules as party_rules

ASKERS = frozenset({"SYSTEM", Role.DEP, Role.DRL, Role.MON, Role.MBO, Role.CBO})


@dataclass(frozen=True)
class Restriction:
    """One measure in force: its rule, effect and basis; the list and matter it hangs on; from when, until when."""

    code: str
    name: str
    effect: str
    basis: str
    is_doubtful: bool  # 疑: the clause is still to be checked (待核)
    list: str
    matter: str
    department: str
    since: date
    until: date | None


@dataclass(frozen=True)
class Standing:
    """An entry on a list, whether measures hang on it or not."""

    list: str
    matter: str
    since: date | None
    until: date | None


@dataclass(frozen=True)
class Answer:
    """What is known of a party at a moment; `name` is "" for a party that the platform does not know."""

    uscc: str
    name: str
    as_of: datetime
    restrictions: tuple[Restriction, ...]
    standings: tuple[Standing, ...]

    @property
    def is_restricted(self) -> bool:
        return bool(self.restrictions)

    @property
    def is_known(self) -> bool:
        return bool(self.name)


def check_may_ask(actor: Actor, uscc: str) -> None:
    """Raise CreditNotYours unless the post asks for its counter, a company about itself; InvalidInput for no code."""
    if fault := party_rules.uscc_fault(uscc):
        raise InvalidInput({"uscc": fault})
    if actor.role in ASKERS or (actor.role == Role.API and rules.READ_SCOPE in actor.scopes):
        return
    found = parties.entity_by_uscc(uscc)
    if actor.role == Role.ENT and found is not None and found.pk in actor.entity_ids:
        return
    raise rules.CreditNotYours(
        "信用查询供办事窗口和监管部门使用；企业只能查本企业。", next_step="请在“我的信用”中查看。"
    )


def restrictions(uscc: str, *, at: datetime) -> Answer:
    """The answer about a code; internal hints and warnings are no part of it. Raises InvalidInput for no code."""
    if fault := party_rules.uscc_fault(uscc):
        raise InvalidInput({"uscc": fault})
    found, code = parties.entity_by_uscc(uscc), party_rules.normalise_uscc(uscc)
    if found is None:
        return Answer(code, "", at, (), ())
    return Answer(code, found.name, at, _in_force(found.pk, localdate(at)), _standings(found.pk, code))


def asked_before(uscc: str) -> list["journal.Fact"]:
    """Who asked about a code, the latest first."""
    return list(reversed(journal.timeline(f"inquiry:{party_rules.normalise_uscc(uscc)}", include_internal=True)))[:20]


def _in_force(entity_id: int, on: date) -> tuple[Restriction, ...]:
    """Measures ordered and not released; one whose last day is over ends whether anybody has confirmed it or not."""
    rows = Sanction.objects.filter(entity_id=entity_id, case__state__in=("ORDERED", "IN_FORCE"), starts_on__lte=on)
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gt=on)).select_related("measure__list", "case__unit")
    return tuple(
        Restriction(
            code=one.measure.code, name=one.measure.name, effect=one.measure.effect, basis=one.measure.basis,
            is_doubtful=one.measure.mark == "疑", list=one.measure.list.name, matter=one.matter,
            department=one.case.unit.short_name if one.case.unit else "", since=one.starts_on, until=one.ends_on,
        )
        for one in rows.order_by("pk")
    )  # fmt: skip


def _standings(entity_id: int, uscc: str) -> tuple[Standing, ...]:
    listed = Listing.objects.filter(entity_id=entity_id, case__state__in=rules.ON_LIST).select_related("case")
    serious = SeriousListing.objects.filter(entity_id=entity_id, case__state__in=rules.ON_SERIOUS)
    name = rules.list_name(uscc)
    return (
        *(Standing(name, one.case.number, one.listed_on, None) for one in listed.order_by("pk")),
        *(
            Standing("严重违法失信名单", one.case.number, one.listed_on, one.ends_on)
            for one in serious.select_related("case").order_by("pk")
        ),
    )
