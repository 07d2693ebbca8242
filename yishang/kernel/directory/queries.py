"""Who holds which post on a day, which units there are, and who sponsors whom."""

from collections.abc import Collection, Iterable
from datetime import date
from time import monotonic
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from yishang.kernel.clocks import queries as clocks
from yishang.kernel.directory.models import (
    Account,
    ApiKey,
    Posting,
    PostingProposal,
    SessionRules,
    Sponsorship,
    Unit,
)
from yishang.kernel.directory.rules import BY_PHONE, OFFICES, SESSION_BOUNDS, SPONSORS, Actor, Role, SessionTerms
from yishang.kernel.geo import queries as geo
from yishang.kernel.statements import Given, Prepared

TERMS_KEPT = 60  # seconds
ENTITIES_AT_ONCE = 500  # SQLite takes a limited number of parameters in one statement
ACCOUNT_STATES = {
    "on": Q(is_active=True),
    "off": Q(is_active=False),
    "locked": Q(is_locked=True),
    "password": Q(must_change_password=True),
    "app": Q(has_app=False, kind=Account.Kind.STAFF, is_active=True),
}


def in_force(on: date | Given, prefix: str = "") -> Q:
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


def sponsored_entities(account_id: Any, *, on: date | Given) -> QuerySet[Sponsorship, int]:
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


def sponsorships_held_by(account_id: int, *, on: date) -> QuerySet[Sponsorship]:
    """What a person answers for that day or later, as leader or as liaison."""
    still = Q(valid_to=None) | Q(valid_to__gte=on)
    return Sponsorship.objects.filter(still, Q(leader_id=account_id) | Q(liaison_id=account_id))


def sponsorships_of_many(subject_ids: Collection[int], *, on: date) -> QuerySet[Sponsorship]:
    """Who answers for these subjects that day, those in the lead first."""
    found = Sponsorship.objects.filter(in_force(on), subject_id__in=subject_ids)
    return found.select_related("leader", "unit", "liaison").order_by("-role", "sponsor_type", "pk")


def holders_of(sponsorships: QuerySet[Sponsorship], *, on: date) -> QuerySet[Account]:
    """The leaders and liaisons of these sponsorships on that day or later, by name."""
    still = sponsorships.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by()
    named = Q(pk__in=still.values("leader_id")) | Q(pk__in=still.values("liaison_id"))
    return Account.objects.filter(named).order_by("name", "pk")


def people_in_posts(roles: Collection[str], *, regions: Collection[str], on: date) -> QuerySet[Account]:
    """The active accounts that hold one of these posts in one of these regions that day, by name."""
    held = Posting.objects.filter(in_force(on), role__in=roles).filter(
        Q(region_id__in=regions) | Q(unit__region_id__in=regions)
    )
    return Account.objects.filter(pk__in=held.values("account_id"), is_active=True).order_by("name", "pk")


def sponsorships_within(actor: Actor) -> QuerySet[Sponsorship]:
    """The sponsorships that an office keeps: the city's office all of its city's, a county's those of its county."""
    if actor.role == "SYSTEM":
        return Sponsorship.objects.all()
    if actor.role not in OFFICES:
        return Sponsorship.objects.none()
    regions = geo.descendants(actor.region_code) if actor.region_code else ()
    return Sponsorship.objects.filter(subject__region_id__in=[actor.region_code, *regions])


def others_answer(one: Sponsorship, *, on: date) -> bool:
    """Whether somebody else of the same kind (leader, or department) answers for the subject that day."""
    same_kind = Q(leader__isnull=False) if one.leader_id is not None else Q(unit__isnull=False)
    others = Sponsorship.objects.filter(in_force(on), same_kind, subject_id=one.subject_id)
    return others.exclude(pk=one.pk).exists()


def sponsorships_ever(subject_id: int) -> QuerySet[Sponsorship]:
    """Every period of a subject's sponsors, newest first."""
    found = Sponsorship.objects.filter(subject_id=subject_id).select_related("leader", "unit", "liaison")
    return found.order_by("-valid_from", "-pk")


def with_sponsors(subjects: QuerySet[Any], *, on: date) -> QuerySet[Any]:
    """Subjects of the library, each with has_leader, has_unit, has_liaison for that day; False means 无人包抓."""
    held = Sponsorship.objects.filter(in_force(on), subject_id=OuterRef("pk"))
    return subjects.annotate(
        has_leader=Exists(held.filter(leader__isnull=False)),
        has_unit=Exists(held.filter(unit__isnull=False)),
        has_liaison=Exists(held.filter(liaison__isnull=False)),
    )


def people_on_duty(unit_id: int, roles: str | Collection[str], *, on: date | None = None) -> list[int]:
    """The ids of the active accounts that hold one of the posts in the unit that day (today unless told)."""
    return _ids_of(Q(unit_id=unit_id, role__in=_several(roles)), on)


def office_accounts(region_code: str, *, on: date | None = None) -> list[int]:
    """The ids of those who run the business-environment office (营商办) of a county or city that day."""
    return _ids_of(Q(role__in=OFFICES) & (Q(region_id=region_code) | Q(unit__region_id=region_code)), on)


def overseer_accounts(city_code: str, *, on: date | None = None) -> list[int]:
    """The ids of those who work in the supervision office (督查室) of a city that day."""
    return _ids_of(Q(role=Role.MON) & (Q(region_id=city_code) | Q(unit__region_id=city_code)), on)


def accounts_of_entity(entity_id: int | None, *, on: date | None = None) -> list[int]:
    """The ids of those who act for a company that day."""
    return _ids_of(Q(entity_id=entity_id, role=Role.ENT), on) if entity_id else []


def accounts_of_entities(entity_ids: Iterable[int], *, on: date) -> dict[int, list[int]]:
    """Company → the accounts that act for it that day, for many companies; those nobody acts for are left out."""
    wanted = sorted(set(entity_ids))
    found: dict[int, list[int]] = {}
    for start in range(0, len(wanted), ENTITIES_AT_ONCE):
        rows = Posting.objects.filter(
            in_force(on), role=Role.ENT, entity_id__in=wanted[start : start + ENTITIES_AT_ONCE], account__is_active=True
        )
        for entity_id, account_id in rows.order_by("account_id").values_list("entity_id", "account_id"):
            if entity_id is not None:
                found.setdefault(entity_id, []).append(account_id)
    return found


def _ids_of(postings: Q, on: date | None) -> list[int]:
    found = Posting.objects.filter(postings, in_force(on or localdate(clocks.present())), account__is_active=True)
    return list(found.order_by("account_id").values_list("account_id", flat=True).distinct())


def _several(roles: str | Collection[str]) -> Collection[str]:
    return (roles,) if isinstance(roles, str) else roles


def account_by_phone(phone: str, *, on: date) -> Account | None:
    """The active account that may sign in by text message: a company's, or a liaison's, leader's, sponsor's.

    Nobody who also holds a post at the desk: see BY_PHONE.
    """
    today = Posting.objects.filter(in_force(on))
    sponsors = today.filter(role__in=SPONSORS).values("account_id")
    at_the_desk = today.exclude(role__in=BY_PHONE).values("account_id")
    allowed = (Q(kind=Account.Kind.ENTERPRISE) | Q(pk__in=sponsors)) & ~Q(pk__in=at_the_desk)
    return Account.objects.filter(allowed, phone=phone, is_active=True).order_by("pk").first()


def roles_ahead(account_id: int) -> set[str]:
    """The roles that an account holds today or will hold."""
    today = localdate(clocks.present())
    rows = Posting.objects.filter(Q(valid_to=None) | Q(valid_to__gte=today), account_id=account_id)
    return set(rows.values_list("role", flat=True))


def is_enrolled(account_id: int) -> bool:
    """Whether the account has an authenticator app."""
    return Authenticator.objects.filter(user_id=account_id, type=Authenticator.Type.TOTP).exists()


class _Kept:
    """The terms of sessions, read at most once a minute or at once after `forget_session_terms`."""

    terms = SessionTerms()
    until = 0.0


def session_terms() -> SessionTerms:
    """How long sessions last now: as SEC has set it, else as the installation's settings say."""
    if monotonic() >= _Kept.until:
        told = SessionRules.objects.values(*SESSION_BOUNDS).first() or settings.SESSION_TERMS
        _Kept.terms, _Kept.until = SessionTerms(**told), monotonic() + TERMS_KEPT
    return _Kept.terms


def forget_session_terms() -> None:
    _Kept.until = 0.0


def account(pk: int) -> Account | None:
    """One account by key, for administrators and for the steps of signing in."""
    return Account.objects.filter(pk=pk).first()


def accounts_found(*, on: date, q: str = "", role: str = "", unit: str = "", state: str = "") -> QuerySet[Account]:
    """Accounts for the administrators' list, newest first: by name, login or phone; by a post of that day; by state.

    `state` is on, off, locked, password (must be changed) or app (no authenticator yet). Each row says so itself in
    `is_locked` and `has_app`.
    """
    has_app = Exists(Authenticator.objects.filter(user_id=OuterRef("pk"), type=Authenticator.Type.TOTP))
    is_locked = ExpressionWrapper(Q(locked_until__gt=clocks.present()), output_field=BooleanField())
    rows = Account.objects.annotate(has_app=has_app, is_locked=is_locked).order_by("-pk")
    if q:
        rows = rows.filter(Q(name__contains=q) | Q(login__contains=q.lower()) | Q(phone__startswith=q))
    if role or unit:
        posts = Posting.objects.filter(in_force(on), account_id=OuterRef("pk"))
        posts = posts.filter(role=role) if role else posts
        rows = rows.filter(Exists(posts.filter(unit__code=unit) if unit else posts))
    return rows.filter(ACCOUNT_STATES[state]) if state in ACCOUNT_STATES else rows


def postings_of(account_ids: Collection[int]) -> dict[int, list[Posting]]:
    """Every post that these accounts have held, hold or will hold, the newest first."""
    found: dict[int, list[Posting]] = {pk: [] for pk in account_ids}
    rows = Posting.objects.filter(account_id__in=found).select_related("unit", "entity")
    for posting in rows.order_by("-valid_from", "-pk"):
        found[posting.account_id].append(posting)
    return found


def proposals(*, state: str = "") -> QuerySet[PostingProposal]:
    """Weighty posts that were asked for, the newest first; of one state or of any."""
    rows = PostingProposal.objects.select_related("account", "unit")
    return rows.filter(state=state) if state else rows


def api_keys(*, state: str = "") -> QuerySet[ApiKey]:
    """Keys with the partner whose they are, the newest first; only open or revoked ones when asked."""
    rows = ApiKey.objects.select_related("account").order_by("-pk")
    return rows.filter(revoked_at__isnull=state == "open") if state in ("open", "revoked") else rows


def partners() -> QuerySet[Account]:
    """The accounts of partner systems, which keys are issued to."""
    return Account.objects.filter(kind=Account.Kind.PARTNER, is_active=True).order_by("name")


def units(region_code: str = "") -> QuerySet[Unit]:
    """All units, or those of a region and everything below it."""
    return Unit.objects.filter(region_id__in=geo.descendants(region_code)) if region_code else Unit.objects.all()


def unit_names() -> dict[str, str]:
    """Short name of every unit by its code, in one statement."""
    return dict(Unit.objects.order_by().values_list("code", "short_name"))


def sponsoring_units(city_code: str) -> QuerySet[Unit]:
    """The city's departments that may sponsor subjects (市级部门)."""
    return Unit.objects.filter(region_id=city_code, level=Unit.Level.CITY).exclude(org_type=Unit.OrgType.PUBLIC_UTILITY)


def unit(code: str) -> Unit | None:
    return _OF_CODE.first(code=code)


_OF_CODE = Prepared(lambda: Unit.objects.filter(code=Given("code")).order_by())


def unit_of_id(unit_id: int | None) -> Unit | None:
    """The unit of that key; None for None."""
    return None if unit_id is None else _UNIT.first(unit_id=unit_id)


_UNIT = Prepared(lambda: Unit.objects.filter(pk=Given("unit_id")).order_by())


def units_for_dispatch(region_code: str) -> QuerySet[Unit]:
    """Where a matter of that county (or city) can be sent: its own units, its city's, and the city's utilities.

    Own units first, then the city's departments, then utilities (水电气热), by code within each.
    """
    near, around = _reach(region_code)
    utility = Q(org_type=Unit.OrgType.PUBLIC_UTILITY, region_id__in=around)
    return Unit.objects.filter(Q(region_id__in=near) | utility).order_by("-level", "code")


def _reach(region_code: str) -> tuple[Collection[str], Collection[str]]:
    """From where any unit, and from where a utility can be asked."""
    city = geo.city_of(region_code)
    return {region_code, city}, geo.descendants(city)


def unit_for_dispatch(code: str, *, region_code: str) -> Unit | None:
    """The unit of that code if a matter of the region can be sent to it."""
    found, (near, around) = unit(code), _reach(region_code)
    if found is None or found.region_id in near:
        return found
    return found if found.org_type == Unit.OrgType.PUBLIC_UTILITY and found.region_id in around else None


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
