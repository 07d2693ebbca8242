"""Keeping the directory: units, accounts, posts and sponsorships, one or many at a time.

The services for many are all or nothing, name faults as `3.login` (entries count from 1) and leave one fact per batch.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.contrib.auth.hashers import make_password
from django.db import transaction

from yishang.kernel.context import InvalidInput
from yishang.kernel.directory import rules
from yishang.kernel.directory.models import Account, Posting, Sponsorship, Unit
from yishang.kernel.directory.rules import (
    SYSTEM_ACTOR,
    AccountEntry,
    Actor,
    PostingEntry,
    SponsorshipEntry,
    UnitEntry,
)
from yishang.kernel.directory.services import attempts, passwords
from yishang.kernel.directory.services.refusals import (
    AlreadyOpened,
    IncompatiblePosts,
    NeedsSecondPerson,
    NotForThisPost,
    OverlappingSponsorship,
)
from yishang.kernel.geo import queries as geo
from yishang.kernel.journal import services as journal
from yishang.kernel.parties import queries as parties
from yishang.kernel.parties import rules as party_rules

CHUNK = 500  # SQLite takes a limited number of parameters in one statement
Entry = TypeVar("Entry")
Faults = dict[str, str]
Row = TypeVar("Row", Account, Unit, Posting, Sponsorship)


@transaction.atomic
def open_units(
    *, actor: Actor, entries: Sequence[UnitEntry], at: datetime, batch: str, is_demo: bool = False
) -> dict[str, Unit]:
    """Open units, parents listed above their children. Returns code → unit of every entry.

    Raises NotForThisPost, InvalidInput (`n.region`, `n.parent`), AlreadyOpened.
    """
    _refuse_others(actor, rules.ACCOUNT_KEEPERS)
    codes = [entry.code for entry in entries]
    _refuse_taken(codes, _by(Unit, "code", codes))
    opened = _by(Unit, "code", (entry.parent_code for entry in entries))
    faults: dict[str, str] = {}
    for row, entry in enumerate(entries, start=1):
        found = _unit_faults(entry, opened)
        faults |= {f"{row}.{field}": fault for field, fault in found.items()}
        if not found:
            opened[entry.code] = _open_unit(entry, opened.get(entry.parent_code), is_demo)
    _refuse(faults)
    _tell_batch(actor, "directory.units.opened", batch, len(entries), at)
    return {code: opened[code] for code in codes}


@transaction.atomic
def open_account(*, actor: Actor, entry: AccountEntry, at: datetime, is_demo: bool = False) -> Account:
    """Open one account; its password is an initial one, to be changed at the first sign-in.

    Raises NotForThisPost, InvalidInput (login, name, phone, password), AlreadyOpened.
    """
    _refuse_others(actor, rules.ACCOUNT_KEEPERS)
    _refuse(_account_faults(entry))
    account = _open_accounts([entry], is_demo, at=at, is_initial=True)[_login(entry.login)]
    journal.record(
        actor=actor, verb="directory.account.opened", subject=f"account:{account.pk}", at=at,
        data={"login": account.login, "kind": account.kind}, internal=True, first=True,
    )  # fmt: skip
    return account


@transaction.atomic
def open_accounts(
    *, actor: Actor, entries: Sequence[AccountEntry], at: datetime, batch: str, is_demo: bool = False
) -> dict[str, Account]:
    """Open many; returns login → account. Equal passwords within a batch are hashed once, since hashing is slow.

    Passwords are initial ones, except in a demo city, where they stand on the sign-in page.

    Raises NotForThisPost, InvalidInput (`n.login` …), AlreadyOpened.
    """
    _refuse_others(actor, rules.ACCOUNT_KEEPERS)
    _refuse(_numbered(_account_faults, entries))
    accounts = _open_accounts(entries, is_demo, at=at, is_initial=not is_demo)
    _tell_batch(actor, "directory.accounts.opened", batch, len(accounts), at)
    return accounts


@transaction.atomic
def post_person(*, actor: Actor, entry: PostingEntry, at: datetime) -> Posting:
    """Give one person a post; the person signs in anew.

    Raises NotForThisPost, NeedsSecondPerson, InvalidInput (login, role, unit, uscc …), IncompatiblePosts.
    """
    posting = _post(actor, [entry], _unnumbered)[0]
    attempts.end_sessions(account=posting.account)
    journal.record(
        actor=actor, verb="directory.person.posted", subject=f"account:{posting.account_id}", at=at,
        data={"role": posting.role, "unit": entry.unit_code, "from": entry.valid_from.isoformat()}, internal=True,
    )  # fmt: skip
    return posting


def posting_of(*, actor: Actor, entry: PostingEntry) -> Posting:
    """The post that `post_person` would give, checked and not kept. Raises as post_person."""
    return _postings(actor, [entry], _unnumbered)[0]


@transaction.atomic
def post_people(*, actor: Actor, entries: Sequence[PostingEntry], at: datetime, batch: str) -> list[Posting]:
    """Give many people their posts. Raises as post_person, with fields like `3.login`."""
    postings = _post(actor, entries)
    _tell_batch(actor, "directory.people.posted", batch, len(postings), at)
    return postings


@transaction.atomic
def appoint_sponsor(*, actor: Actor, entry: SponsorshipEntry, at: datetime) -> Sponsorship:
    """Make a leader or a department answer for a subject.

    Raises NotForThisPost unless an office (MBO, CBO) appoints, InvalidInput (leader, unit, liaison, valid_to),
    OverlappingSponsorship.
    """
    sponsorship = _appoint(actor, [entry], _unnumbered)[0]
    journal.record(
        actor=actor, verb="directory.sponsor.appointed", subject=f"subject:{sponsorship.subject_id}", at=at,
        data={"type": entry.sponsor_type, "leader": entry.leader_login, "unit": entry.unit_code}, internal=True,
    )  # fmt: skip
    return sponsorship


@transaction.atomic
def appoint_sponsors(
    *, actor: Actor, entries: Sequence[SponsorshipEntry], at: datetime, batch: str
) -> list[Sponsorship]:
    """Appoint many. Raises as appoint_sponsor, with fields like `3.leader`."""
    appointed = _appoint(actor, entries)
    _tell_batch(actor, "directory.sponsors.appointed", batch, len(appointed), at)
    return appointed


def _open_unit(entry: UnitEntry, parent: Unit | None, is_demo: bool) -> Unit:
    return Unit.objects.create(
        code=entry.code,
        name=entry.name,
        short_name=entry.short_name,
        level=entry.level,
        region_id=entry.region_code,
        org_type=entry.org_type,
        parent=parent,
        phone=entry.phone,
        uscc=entry.uscc,
        is_city_dept=entry.is_city_dept,
        is_demo=is_demo,
    )


def _unit_faults(entry: UnitEntry, opened: Mapping[str, Unit]) -> Faults:
    faults: Faults = {}
    if entry.parent_code and entry.parent_code not in opened:
        faults["parent"] = "上级单位尚未建立，请排在下级之前"
    if not geo.is_known(entry.region_code):
        faults["region"] = "没有这个区划"
    if entry.uscc and (fault := party_rules.uscc_fault(entry.uscc)):
        faults["uscc"] = fault
    return faults


def _open_accounts(
    entries: Sequence[AccountEntry], is_demo: bool, *, at: datetime, is_initial: bool
) -> dict[str, Account]:
    logins = [_login(entry.login) for entry in entries]
    _refuse_taken(logins, _by(Account, "login", logins))
    hashes = {password: make_password(password or None) for password in {entry.password for entry in entries}}
    opened = Account.objects.bulk_create(
        [_account(entry, hashes[entry.password], is_demo) for entry in entries], batch_size=CHUNK
    )
    if is_initial:
        with_password = [account.pk for account, entry in zip(opened, entries, strict=True) if entry.password]
        for start in range(0, len(with_password), CHUNK):
            some = Account.objects.filter(pk__in=with_password[start : start + CHUNK])
            some.update(must_change_password=True, password_set_at=at)
    return {account.login: account for account in opened}


def _account(entry: AccountEntry, password_hash: str, is_demo: bool) -> Account:
    return Account(
        login=_login(entry.login),
        name=entry.name.strip(),
        kind=entry.kind,
        phone=party_rules.normalise_phone(entry.phone),
        title=entry.title,
        leader_rank=entry.leader_rank,
        password=password_hash,
        is_demo=is_demo,
    )


def _account_faults(entry: AccountEntry) -> Faults:
    faults = rules.account_faults(entry)
    if entry.password and "password" not in faults:
        words = passwords.password_faults(
            password=entry.password, login=entry.login, name=entry.name, phone=entry.phone
        )
        faults |= {"password": words} if words else {}
    if entry.phone and (fault := party_rules.phone_fault(entry.phone)):
        faults["phone"] = fault
    return faults


def _post(actor: Actor, entries: Sequence[PostingEntry], named: Callable[[Faults], Faults] = dict) -> list[Posting]:
    return Posting.objects.bulk_create(_postings(actor, entries, named), batch_size=CHUNK)


def _postings(actor: Actor, entries: Sequence[PostingEntry], named: Callable[[Faults], Faults]) -> list[Posting]:
    """The posts, checked and not kept."""
    _refuse_others(actor, rules.ACCOUNT_KEEPERS)
    _refuse_alone(actor, entries)
    accounts = _by(Account, "login", (_login(entry.login) for entry in entries))
    places = _by(Unit, "code", (entry.unit_code for entry in entries))
    companies = parties.entities_by_uscc(entry.uscc for entry in entries)

    def faults_of(entry: PostingEntry) -> Faults:
        found = {
            "login": _login(entry.login) in accounts,
            "unit": not entry.unit_code or entry.unit_code in places,
            "uscc": not entry.uscc or party_rules.normalise_uscc(entry.uscc) in companies,
            "region": not entry.region_code or geo.is_known(entry.region_code),
        }
        return _unknown(found) | rules.posting_faults(entry)

    _refuse(named(_numbered(faults_of, entries)))
    postings = [
        Posting(
            account=accounts[_login(entry.login)],
            role=entry.role,
            unit=places.get(entry.unit_code),
            entity=companies.get(party_rules.normalise_uscc(entry.uscc)),
            region_id=entry.region_code or None,
            title=entry.title,
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
        )
        for entry in entries
    ]
    _refuse_incompatible(postings)
    return postings


def _refuse_alone(actor: Actor, entries: Sequence[PostingEntry]) -> None:
    """The founder of an installation (SYSTEM) gives weighty posts alone, an administrator does not."""
    if actor.role != SYSTEM_ACTOR.role and any(entry.role in rules.WEIGHTY for entry in entries):
        raise NeedsSecondPerson("这个岗位须两人办理", next_step="请提出任职申请，由安全保密管理员确认。")


def _refuse_incompatible(fresh: Sequence[Posting]) -> None:
    """Two posts of one account that share a day must be allowed together."""
    held: dict[int, list[Posting]] = defaultdict(list)
    for one in _in_chunks(Posting, "account_id", {one.account_id for one in fresh}):
        held[one.account_id].append(one)
    for posting in fresh:
        for other in held[posting.account_id]:
            shared = rules.periods_overlap(_period(posting), _period(other))
            if shared and not rules.may_combine({posting.role, other.role}):
                raise IncompatiblePosts(
                    f"{posting.account.name}不能同时担任这两个岗位（三员分立）", next_step="请另设账号或先终止原任职。"
                )
        held[posting.account_id].append(posting)


def _appoint(
    actor: Actor, entries: Sequence[SponsorshipEntry], named: Callable[[Faults], Faults] = dict
) -> list[Sponsorship]:
    _refuse_others(actor, rules.SPONSOR_KEEPERS)
    people = [_login(login) for entry in entries for login in (entry.leader_login, entry.liaison_login)]
    accounts = _by(Account, "login", people)
    places = _by(Unit, "code", (entry.unit_code for entry in entries))

    def faults_of(entry: SponsorshipEntry) -> Faults:
        found = {
            "leader": not entry.leader_login or _login(entry.leader_login) in accounts,
            "liaison": not entry.liaison_login or _login(entry.liaison_login) in accounts,
            "unit": not entry.unit_code or entry.unit_code in places,
        }
        return _unknown(found) | rules.sponsorship_faults(entry)

    _refuse(named(_numbered(faults_of, entries)))
    appointed = [
        Sponsorship(
            subject_id=entry.subject_id,
            sponsor_type=entry.sponsor_type,
            leader=accounts.get(_login(entry.leader_login)),
            unit=places.get(entry.unit_code),
            role=entry.role,
            liaison=accounts.get(_login(entry.liaison_login)),
            valid_from=entry.valid_from,
            valid_to=entry.valid_to,
            doc_no=entry.doc_no,
        )
        for entry in entries
    ]
    _refuse_overlap(appointed)
    return Sponsorship.objects.bulk_create(appointed, batch_size=CHUNK)


def _refuse_overlap(fresh: Sequence[Sponsorship]) -> None:
    """时间段不得重叠同角色 (handbook 1.2): per subject, type of sponsor and part."""
    held: dict[tuple[int, str, str], list[Sponsorship]] = defaultdict(list)
    for one in _in_chunks(Sponsorship, "subject_id", {one.subject_id for one in fresh}):
        held[one.subject_id, one.sponsor_type, one.role].append(one)
    for one in fresh:
        others = held[one.subject_id, one.sponsor_type, one.role]
        if any(rules.periods_overlap(_period(one), _period(other)) for other in others):
            raise OverlappingSponsorship("该主体在这段时间已有同类包抓人", next_step="请先终止原包抓关系，再重新指定。")
        others.append(one)


def _period(row: Posting | Sponsorship) -> tuple[date, date | None]:
    return row.valid_from, row.valid_to


def _by(model: type[Row], field: str, keys: Iterable[str]) -> dict[str, Row]:
    return {getattr(one, field): one for one in _in_chunks(model, field, {key for key in keys if key})}


def _in_chunks(model: type[Row], field: str, keys: Iterable[Any]) -> Iterable[Row]:
    wanted = sorted(keys)
    for start in range(0, len(wanted), CHUNK):
        yield from model._default_manager.filter(**{f"{field}__in": wanted[start : start + CHUNK]})


def _login(text: str) -> str:
    return text.strip().lower()


def _unknown(found: Mapping[str, bool]) -> Faults:
    return {field: "没有找到，请核对" for field, is_found in found.items() if not is_found}


def _numbered(faults_of: Callable[[Entry], Faults], entries: Sequence[Entry]) -> Faults:
    rows = enumerate(entries, start=1)
    return {f"{row}.{field}": fault for row, entry in rows for field, fault in faults_of(entry).items()}


def _unnumbered(faults: Faults) -> Faults:
    """The faults of the only row, by field alone."""
    return {key.partition(".")[2]: fault for key, fault in faults.items()}


def _refuse(faults: Faults) -> None:
    if faults:
        raise InvalidInput(faults)


def _refuse_others(actor: Actor, keepers: frozenset[str]) -> None:
    if actor.role not in keepers:
        raise NotForThisPost("您的岗位不能维护这项内容", next_step="请联系系统管理员或营商办。")


def _refuse_taken(wanted: Sequence[str], existing: Iterable[str]) -> None:
    double = [one for one, times in Counter(wanted).items() if times > 1]
    if taken := sorted({*existing, *double}):
        raise AlreadyOpened(f"{taken[0]} 已存在", next_step="请换一个，或使用已有的。")


def _tell_batch(actor: Actor, verb: str, batch: str, rows: int, at: datetime) -> None:
    journal.record(actor=actor, verb=verb, subject=f"batch:{batch}"[:64], at=at, data={"rows": rows}, internal=True)
