"""Read the plain tables of data/demo/ and settle everybody, as a city's own spreadsheets would be."""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.rules import (
    SYSTEM_ACTOR,
    AccountEntry,
    Actor,
    PostingEntry,
    Role,
    SponsorshipEntry,
    UnitEntry,
)
from yishang.kernel.geo import queries as geo
from yishang.kernel.parties import services as parties
from yishang.kernel.parties.rules import EntityEntry, ProjectEntry, SubjectEntry

TABLES = Path(__file__).resolve().parent.parent / "data" / "demo"
SHANGHAI = ZoneInfo("Asia/Shanghai")
FOUNDED = datetime(2019, 1, 1, 9, 0, tzinfo=SHANGHAI)
FIRST_DAY = FOUNDED.date()
BATCH = "2019-01"
KEEPER = SYSTEM_ACTOR  # a founder needs no second person for weighty posts
OFFICE = Actor(id=None, name="市营商办", role=Role.MBO)
WITH_PASSWORD = frozenset({Role.MBO, Role.VML, Role.CBO, Role.DEP, Role.MON, Role.SYS, Role.SEC, Role.AUD})


@dataclass
class Town:
    """Accounts by login or phone, ready to act; posts are read once and kept."""

    accounts: dict[str, Any]

    def __post_init__(self) -> None:
        self._actors: dict[str, Actor] = {}
        people = table("people.csv")
        offices = [row for row in people if row["role"] in (Role.MBO, Role.CBO)]
        self._offices = {row["region"]: row["login"] for row in reversed(offices)}
        workers = [row for row in people if row["role"] in (Role.MBO, Role.CBO, Role.DEP)]
        self._workers = {row["unit_code"]: row["login"] for row in reversed(workers)}
        self._contacts = {row["uscc"]: row["phone"] for row in reversed(table("contacts.csv"))}

    def actor(self, login: str) -> Actor:
        """The actor behind a login or phone. Raises KeyError or ValueError for somebody without a post."""
        if login not in self._actors:
            actor = directory.actor_of(self.accounts[login], on=date(2019, 12, 31))
            if actor is None:
                raise ValueError(f"{login} holds no post")
            self._actors[login] = actor
        return self._actors[login]

    def office_of(self, region_code: str) -> str:
        """The login of the first clerk of a region's business-environment office."""
        return self._offices[region_code]

    def worker_of(self, unit_code: str) -> str:
        """The login of the person who handles matters in a unit."""
        return self._workers[unit_code]

    def contact_of(self, uscc: str) -> str:
        """The phone (and login) of a company's person."""
        return self._contacts[uscc]

    def overseer(self) -> str:
        """The login of the supervision office."""
        return next(row["login"] for row in table("people.csv") if row["role"] == Role.MON)

    def caller_for(self, unit_code: str, region_code: str) -> Actor:
        """Who rings a company: the county office, or the city's where the county office itself did the work."""
        office = self.actor(self.office_of(region_code))
        return (
            office
            if office.unit_id != self.actor(self.worker_of(unit_code)).unit_id
            else self.actor(self.office_of(geo.home_city()))
        )


def table(name: str) -> list[dict[str, str]]:
    """The rows of one demo table."""
    with (TABLES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def settle(*, password: str) -> Town:
    """Units, people, companies, the visiting library and who answers for whom."""
    _open_units()
    _register_companies()
    accounts = {**_open_staff(password), **_open_contacts()}
    subjects = _enlist_subjects()
    _appoint_sponsors(subjects)
    return Town(accounts)


def _open_units() -> None:
    entries = [
        UnitEntry(
            code=row["code"],
            name=row["name"],
            short_name=row["short_name"],
            level=row["level"],
            region_code=row["region"],
            org_type=row["org_type"],
            parent_code=row["parent_code"],
            phone=row["phone"],
            uscc=row["uscc"],
            is_city_dept=row["is_city_dept"] == "1",
        )
        for row in table("units.csv")
    ]
    directory_services.open_units(actor=KEEPER, entries=entries, at=FOUNDED, batch=BATCH, is_demo=True)


def _register_companies() -> None:
    entries = [
        EntityEntry(
            uscc=row["uscc"],
            name=row["name"],
            kind=row["kind"],
            registered_on=date.fromisoformat(row["registered_on"]),
            region_code=row["region"],
            capital=row["capital"],
            scope=row["scope"],
            province="陕西",
            city="咸阳",
            address=row["address"],
        )
        for row in table("entities.csv")
    ]
    parties.register_entities(actor=KEEPER, entries=entries, at=FOUNDED, batch=BATCH, is_demo=True)


def _open_staff(password: str) -> dict[str, Any]:
    people = table("people.csv")
    entries = [
        AccountEntry(
            login=row["login"],
            name=row["name"],
            phone=row["phone"],
            title=row["title"],
            leader_rank=row["leader_rank"],
            password=password if row["role"] in WITH_PASSWORD else "",
        )
        for row in people
    ]
    accounts = directory_services.open_accounts(actor=KEEPER, entries=entries, at=FOUNDED, batch=BATCH, is_demo=True)
    posts = [
        PostingEntry(
            login=row["login"],
            role=row["role"],
            valid_from=FIRST_DAY,
            unit_code=row["unit_code"],
            region_code=row["region"],
            title=row["title"],
        )
        for row in people
    ]
    directory_services.post_people(actor=KEEPER, entries=posts, at=FOUNDED, batch=BATCH)
    return accounts


def _open_contacts() -> dict[str, Any]:
    """A company's people sign in by phone; their login is the phone."""
    people = table("contacts.csv")
    entries = [
        AccountEntry(login=row["phone"], name=row["name"], phone=row["phone"], kind="ENTERPRISE", title=row["post"])
        for row in people
    ]
    accounts = directory_services.open_accounts(
        actor=KEEPER, entries=entries, at=FOUNDED, batch=f"{BATCH}-企业", is_demo=True
    )
    posts = [
        PostingEntry(login=row["phone"], role=Role.ENT, valid_from=FIRST_DAY, uscc=row["uscc"], title=row["post"])
        for row in people
    ]
    directory_services.post_people(actor=KEEPER, entries=posts, at=FOUNDED, batch=f"{BATCH}-企业")
    return accounts


def _enlist_subjects() -> dict[tuple[str, str, str], int]:
    entries = [
        SubjectEntry(
            subject_type=row["subject_type"],
            name=row["name"],
            uscc=row["uscc"],
            region_code=row["region"],
            batch=row["batch"],
            in_date=date.fromisoformat(row["in_date"]),
            industry_code=row["industry_code"],
            project=ProjectEntry(name=row["name"], code=row["project_code"])
            if row["subject_type"] == "KEY_PROJECT"
            else None,
        )
        for row in table("subjects.csv")
    ]
    listed = parties.enlist_subjects(actor=OFFICE, entries=entries, at=FOUNDED, batch=BATCH)
    return {
        (entry.subject_type, entry.uscc, entry.name): subject.pk for entry, subject in zip(entries, listed, strict=True)
    }


def _appoint_sponsors(subjects: dict[tuple[str, str, str], int]) -> None:
    entries = [
        SponsorshipEntry(
            subject_id=subjects[row["subject_type"], row["uscc"], row["subject_name"]],
            sponsor_type=row["sponsor_type"],
            valid_from=date.fromisoformat(row["valid_from"]),
            leader_login=row["leader_login"],
            unit_code=row["unit_code"],
            liaison_login=row["liaison_login"],
            role=row["role"],
            doc_no=row["doc_no"],
        )
        for row in table("sponsorships.csv")
    ]
    directory_services.appoint_sponsors(actor=OFFICE, entries=entries, at=FOUNDED, batch=BATCH)
