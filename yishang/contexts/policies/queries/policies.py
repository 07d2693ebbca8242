"""Policy documents as each post may read them: the list, one, those in force, those that fit a company."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from yishang.contexts.policies import rules
from yishang.contexts.policies.models import Policy, Reading
from yishang.contexts.policies.queries.audience import profile_of
from yishang.kernel.context import InvalidInput
from yishang.kernel.directory.rules import WITHOUT_OUTREACH, Actor, Role
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties import queries as parties

if TYPE_CHECKING:
    from yishang.kernel.parties.models import Subject

VALIDITY = {"in_force": "有效", "expired": "已失效"}


@dataclass(frozen=True)
class PoliciesWanted:
    """What a list of policies is asked for; empty means any."""

    aspect: str = ""
    state: str = ""
    validity: str = ""
    q: str = ""


@dataclass(frozen=True)
class Fitting:
    """A policy in force that fits a subject, or might (what is missing), with the reasons."""

    policy: Policy
    subject: "Subject"
    match: rules.Match


def visible_policies(actor: Actor) -> "QuerySet[Policy]":
    """What the actor may read: its city's and its county's; drafts only for those who write them."""
    rows = Policy.objects.select_related("aspect")
    if actor.role == "SYSTEM":
        return rows
    if actor.role in WITHOUT_OUTREACH or not actor.city_code:
        return rows.none()
    rows = rows.filter(city_id=actor.city_code)
    if actor.role == Role.MBO:
        return rows
    out = ~Q(state="DRAFT")
    if actor.role in (Role.VML, Role.MON, Role.API):
        return rows.filter(out)
    near = Q(region_id__in=[actor.city_code, actor.region_code])
    own = Q(region_id=actor.region_code) if actor.role == Role.CBO else Q(pk__in=())
    return rows.filter((out & near) | own)


def policies_matching(actor: Actor, wanted: PoliciesWanted, *, on: date) -> "QuerySet[Policy]":
    """The policies of a list. Raises InvalidInput for words that mean nothing."""
    rows = visible_policies(actor)
    for name, known in (("state", rules.POLICY_STATES), ("validity", VALIDITY)):
        value = getattr(wanted, name)
        if value and value not in known:
            raise InvalidInput({name: f"没有“{value}”这个选项。"})
    if wanted.aspect:
        rows = rows.filter(aspect=wanted.aspect)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.validity:
        rows = rows.filter(in_force_on(on)) if wanted.validity == "in_force" else rows.filter(valid_to__lt=on)
    return rows.filter(_says(wanted.q)) if wanted.q.strip() else rows


def in_force_on(on: date) -> Q:
    """Published and not past its last day, as a condition (rules.is_in_force)."""
    return Q(state="PUBLISHED") & (Q(valid_to=None) | Q(valid_to__gte=on))


def policy(actor: Actor, number: str) -> Policy:
    """One policy. Raises PolicyNotFound."""
    found = visible_policies(actor).filter(number=number).first()
    if found is None:
        raise policy_not_found(number)
    return found


def public_policies(*, on: date, aspect: str = "", q: str = "") -> "QuerySet[Policy]":
    """What anybody may read: published by the home city and its counties and in force."""
    rows = Policy.objects.filter(in_force_on(on), city_id=geo.home_city()).select_related("aspect")
    rows = rows.filter(aspect=aspect) if aspect else rows
    return rows.filter(_says(q)) if q.strip() else rows


def public_policy(number: str, *, on: date) -> Policy:
    """One of `public_policies`. Raises PolicyNotFound."""
    found = public_policies(on=on).filter(number=number).first()
    if found is None:
        raise policy_not_found(number)
    return found


def fitting_policies(actor: Actor, *, on: date) -> list[Fitting]:
    """Which policies in force fit the actor's companies, the sure ones first, each with its reasons; per subject."""
    subjects = [one for entity_id in actor.entity_ids for one in parties.subjects_of(entity_id, on=on)]
    rows = list(visible_policies(actor).filter(in_force_on(on)).order_by("aspect_id", "-issue_date", "-pk"))
    found = [
        Fitting(row, subject, match)
        for subject in subjects
        for row in rows
        if not (match := _match(row, subject, on)).against
    ]
    return sorted(found, key=lambda one: not one.match.fits)


def _match(row: Policy, subject: "Subject", on: date) -> rules.Match:
    audience = rules.audience_in(row.audience)
    return rules.match(audience, profile_of(subject), on=on, region_name=geo.name_of)


def read_by(actor: Actor, policy_ids: list[int]) -> set[int]:
    """Which of these policies one of the actor's companies has opened."""
    rows = Reading.objects.filter(policy__in=policy_ids, entity_id__in=actor.entity_ids)
    return set(rows.values_list("policy_id", flat=True))


def known_policies(city_code: str, keys: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(doc_no, title) → text of those that the city has already, for imports."""
    rows = Policy.objects.filter(city_id=city_code, doc_no__in={doc_no for doc_no, _ in keys})
    return {(one.doc_no, one.title): one.text for one in rows}


def policy_not_found(number: str) -> rules.PolicyNotFound:
    return rules.PolicyNotFound(f"没有找到政策 {number}。", next_step="请核对编号，或回到列表查找。")


def _says(words: str) -> Q:
    text = words.strip()
    return Q(title__icontains=text) | Q(doc_no__icontains=text) | Q(issuer__icontains=text) | Q(number__iexact=text)
