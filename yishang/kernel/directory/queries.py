"""Who holds which post on a day, which units there are, and who sponsors whom."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory.models import Account, Posting, Sponsorship, Unit
from yishang.kernel.directory.rules import OFFICES, SPONSORS, Actor, Role
from yishang.kernel.geo import queries as geo


def in_force(on: date, prefix: str = "") -> Q:
    """Rows whose period holds that day; both ends belong to it. `prefix` reaches over a relation (`postings__`)."""
    open_end = Q(**{f"{prefix}valid_to__isnull": True}) | Q(**{f"{prefix}valid_to__gte": on})
    return open_end & Q(**{f"{prefix}valid_from__lte": on})


def actor_of(account: Account, *, on: date, post_id: int | None = None) -> Actor | None:
    """The account in its post of that day, in one statement; of several the first, unless `post_id` chooses one.

    None when it holds no post or is switched off.
    """
    if not account.is_active:
        return None
    postings = list(postings_on(on).filter(account=account))
    chosen = next((one for one in postings if one.pk == post_id), postings[0] if postings else None)
    return actor_in(chosen, account, postings) if chosen else None


def postings_on(on: date) -> QuerySet[Posting]:
    """The postings of a day with unit and company, the longest held first."""
    return Posting.objects.filter(in_force(on)).select_related("unit", "entity").order_by("valid_from", "pk")


def actor_in(posting: Posting, account: Account, postings: Iterable[Posting] = (), scopes: Iterable[str] = ()) -> Actor:
    """The plain value of an account in one of its posts; a company's clerk speaks for all companies it is posted to."""
    place = posting.unit or posting.entity
    region_code = posting.region_id or (place.region_id if place else None) or ""
    return Actor(
        id=account.pk,
        name=account.name,
        role=posting.role,
        unit_id=posting.unit_id,
        unit_name=place.name if place else "",
        region_code=region_code,
        region_level=geo.region(region_code).level if geo.is_known(region_code) else "",
        city_code=geo.city_of(region_code),
        entity_ids=tuple(
            one.entity_id for one in postings if one.role == posting.role == Role.ENT and one.entity_id is not None
        ),
        post_id=posting.pk,
        scopes=frozenset(scopes),
    )


def sponsored_entities(account_id: Any, *, on: date) -> QuerySet[Sponsorship, int]:
    """The ids of the companies that a person answers for that day: as leader, as liaison, or through its department.

    A subquery: `filter(applicant_id__in=sponsored_entities(…))` stays one statement.
    """
    units = Posting.objects.filter(in_force(on), account_id=account_id, role=Role.SPD).values("unit_id")
    own = Q(leader_id=account_id) | Q(liaison_id=account_id) | Q(unit_id__in=units)
    return Sponsorship.objects.filter(in_force(on), own).values_list("subject__entity_id", flat=True)


def sponsors_entity(account_id: int | None, entity_id: int, *, on: date) -> bool:
    return sponsored_entities(account_id, on=on).filter(subject__entity_id=entity_id).exists()


def sponsorships_of(subject_id: int, *, on: date) -> list[Sponsorship]:
    """Who answers for a subject that day, those in the lead first."""
    found = Sponsorship.objects.filter(in_force(on), subject_id=subject_id).select_related("leader", "unit", "liaison")
    return list(found.order_by("-role", "sponsor_type", "pk"))


def people_on_duty(unit_id: int, roles: str | Collection[str], *, on: date | None = None) -> list[int]:
    """The ids of the active accounts that hold one of the posts in the unit that day (today unless told)."""
    return _ids_of(Q(unit_id=unit_id, role__in=_several(roles)), on)


def office_accounts(region_code: str, *, on: date | None = None) -> list[int]:
    """The ids of those who run the business-environment office (营商办) of a county or city that day."""
    return _ids_of(Q(role__in=OFFICES) & (Q(region_id=region_code) | Q(unit__region_id=region_code)), on)


def accounts_of_entity(entity_id: int | None, *, on: date | None = None) -> list[int]:
    """The ids of those who act for a company that day."""
    return _ids_of(Q(entity_id=entity_id, role=Role.ENT), on) if entity_id else []


def _ids_of(postings: Q, on: date | None) -> list[int]:
    found = Posting.objects.filter(postings, in_force(on or localdate(clocks.present())), account__is_active=True)
    return list(found.order_by("account_id").values_list("account_id", flat=True).distinct())


def _several(roles: str | Collection[str]) -> Collection[str]:
    return (roles,) if isinstance(roles, str) else roles


def account_by_phone(phone: str, *, on: date) -> Account | None:
    """The active account that may sign in by text message: a company's, or a liaison's, leader's, sponsor's."""
    sponsors = Posting.objects.filter(in_force(on), role__in=SPONSORS).values("account_id")
    allowed = Q(kind=Account.Kind.ENTERPRISE) | Q(pk__in=sponsors)
    return Account.objects.filter(allowed, phone=phone, is_active=True).order_by("pk").first()


def units(region_code: str = "") -> QuerySet[Unit]:
    """All units, or those of a region and everything below it."""
    return Unit.objects.filter(region_id__in=geo.descendants(region_code)) if region_code else Unit.objects.all()


def unit(code: str) -> Unit | None:
    return Unit.objects.filter(code=code).first()


def units_for_dispatch(region_code: str) -> QuerySet[Unit]:
    """Where a matter of that county (or city) can be sent: its own units, its city's, and the city's utilities.

    Own units first, then the city's departments, then utilities (水电气热), by code within each.
    """
    city = geo.city_of(region_code)
    utility = Q(org_type=Unit.OrgType.PUBLIC_UTILITY, region_id__in=geo.descendants(city))
    return Unit.objects.filter(Q(region_id__in={region_code, city}) | utility).order_by("-level", "code")


def unit_for_dispatch(code: str, *, region_code: str) -> Unit | None:
    """The unit of that code if a matter of the region can be sent to it."""
    return units_for_dispatch(region_code).filter(code=code).first()


def real_account_exists() -> bool:
    """Whether anybody's account is not marked 演示数据: then this is no demonstration."""
    return Account.objects.filter(is_demo=False).exists()


def posts_of(logins: Collection[str], *, on: date) -> list[tuple[Account, str, str]]:
    """Account, role and unit or company of these people, in the order asked for."""
    posts = postings_on(on).filter(account__login__in=logins).select_related("account", "unit", "entity")
    order = {login: place for place, login in enumerate(logins)}
    return sorted(((post.account, post.role, _place(post)) for post in posts), key=lambda one: order[one[0].login])


def _place(post: Posting) -> str:
    return post.unit.short_name if post.unit else post.entity.name if post.entity else ""
