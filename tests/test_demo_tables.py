"""The demo city's tables add up to the source's figures, refer only to one another and are what the generator makes."""

import csv
import re
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from stdnum.cn import uscc as stdnum_uscc

from tests import demo_appeals
from tests.demo_tables import FOLDER, Row, organ_check, uscc
from yishang.kernel.clocks import queries as clocks
from yishang.kernel.clocks import rules

STORY_ENDS = demo_appeals.at(12, 31)
CLOSED = {"CLOSED", "EVALUATED", "ARCHIVED"}
TABLES = ("units", "people", "entities", "subjects", "contacts", "sponsorships", "appeals")


def table(name: str, folder: Path = FOLDER) -> list[Row]:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as source:
        return list(csv.DictReader(source))


@pytest.fixture(scope="module")
def in_rate() -> list[Row]:
    return [a for a in table("appeals") if a["subject_type"] and a["outcome"] not in ("REJECTED", "WITHDRAWN")]


def done(rows: list[Row]) -> int:
    return sum(row["outcome"] in CLOSED for row in rows)


def test_the_committed_tables_are_what_the_generator_makes() -> None:
    made = demo_appeals.build()
    assert set(made) == {f"{name}.csv" for name in TABLES}
    for file_name, content in made.items():
        assert (FOLDER / file_name).read_bytes() == content, file_name


def test_the_generator_agrees_with_known_credit_codes() -> None:
    assert uscc("91", "610402", "MA000001") == "91610402MA00000155"
    assert uscc("11", "610104", "MB000001") == "11610104MB00000199"


@pytest.mark.parametrize("name", ["units", "entities"])
def test_every_credit_code_is_sound_unique_and_of_xianyang(name: str) -> None:
    codes = [row["uscc"] for row in table(name)]
    assert len(set(codes)) == len(codes)
    for row in table(name):
        code = row["uscc"]
        assert stdnum_uscc.is_valid(code), code
        assert organ_check(code[8:16]) == code[16]
        assert code[2:8] == row["region"]
        assert code.startswith("6104", 2)


def test_no_two_people_share_a_phone_a_login_or_a_name() -> None:
    people, contacts = table("people"), table("contacts")
    phones = [row["phone"] for row in people + contacts]
    names = [row["name"] for row in people + contacts]
    logins = [row["login"] for row in people]
    assert all(re.fullmatch(r"1990000\d{4}", phone) for phone in phones)
    assert all(login.isascii() for login in logins)
    for values in (phones, names, logins):
        assert len(set(values)) == len(values)


def test_offices_and_posts_are_as_many_as_the_source_says() -> None:
    people = table("people")
    leaders = Counter(person["leader_rank"] for person in people if person["role"] == "LDR")
    assert leaders == {"CITY": 32, "COUNTY": 277}
    assert sum(unit["is_city_dept"] == "1" for unit in table("units")) == 42
    assert sum(unit["code"].endswith("-YSB") and unit["level"] == "COUNTY" for unit in table("units")) == 14
    first = next(p for p in people if p["role"] == "CBO" and p["region"] == "610402")
    assert (first["login"], first["name"]) == ("qindu.chenjing", "陈静")


def test_the_library_holds_334_projects_and_781_enterprises() -> None:
    subjects = table("subjects")
    assert Counter(s["subject_type"] for s in subjects) == {"KEY_PROJECT": 334, "ABOVE_SCALE_ENT": 781}
    codes = [s["project_code"] for s in subjects if s["project_code"]]
    assert all(re.fullmatch(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}", code) for code in codes)
    assert len(set(codes)) == len(codes)
    assert len({(s["subject_type"], s["uscc"], s["name"]) for s in subjects}) == 1115


def test_every_subject_has_a_leader_a_department_and_a_liaison_and_all_of_them_take_part() -> None:
    sponsors: dict[tuple[str, str, str], set[str]] = {}
    rows = table("sponsorships")
    for row in rows:
        assert row["liaison_login"]
        key = (row["subject_type"], row["uscc"], row["subject_name"])
        sponsors.setdefault(key, set()).add("leader" if row["leader_login"] else "department")
    assert set(sponsors) == {(s["subject_type"], s["uscc"], s["name"]) for s in table("subjects")}
    assert all(kinds == {"leader", "department"} for kinds in sponsors.values())
    assert {row["leader_login"] for row in rows} - {""} == {p["login"] for p in table("people") if p["role"] == "LDR"}
    assert len({row["unit_code"] for row in rows} - {""}) == 42


def test_every_reference_resolves() -> None:
    units = {unit["code"] for unit in table("units")}
    roles = {person["login"]: person["role"] for person in table("people")}
    entities = {entity["uscc"] for entity in table("entities")}
    assert {unit["parent_code"] for unit in table("units")} <= units | {""}
    assert {person["unit_code"] for person in table("people")} <= units
    assert {row["uscc"] for row in table("subjects") + table("contacts")} <= entities
    for row in table("sponsorships"):
        assert row["unit_code"] in units | {""}
        assert roles[row["liaison_login"]] == "LIA"
        assert not row["leader_login"] or roles[row["leader_login"]] == "LDR"


def test_whoever_submits_may_speak_for_the_subject() -> None:
    contacts = {(contact["phone"], contact["uscc"]) for contact in table("contacts")}
    liaisons = {(s["liaison_login"], s["uscc"]) for s in table("sponsorships")}
    leaders = {(s["leader_login"], s["uscc"]) for s in table("sponsorships")}
    departments = {(s["unit_code"], s["uscc"]) for s in table("sponsorships")}
    posts = {person["login"]: person for person in table("people")}
    for appeal in table("appeals"):
        who = (appeal["submitter"], appeal["subject_uscc"])
        match appeal["channel"]:
            case "SELF":
                assert who in contacts
            case "LIAISON":
                assert who in liaisons
            case _:
                assert who in leaders or (posts[who[0]]["unit_code"], who[1]) in departments


def test_the_responsible_unit_belongs_to_the_line_and_someone_sits_there() -> None:
    handling = {person["unit_code"] for person in table("people") if person["role"] == "DEP"}
    for appeal in table("appeals"):
        assert appeal["unit_code"] in handling
        assert appeal["unit_code"].endswith("-YSB") == (appeal["line"] == "COUNTY")


def test_377_appeals_divide_as_in_the_source(in_rate: list[Row]) -> None:
    own = [a for a in in_rate if a["channel"] == "SELF"]
    helped = [a for a in in_rate if a["channel"] in ("LIAISON", "SPONSOR")]
    county = [a for a in helped if a["line"] == "COUNTY"]
    dispatched = [a for a in helped if a["line"] == "DISPATCH"]
    assert (len(in_rate), done(in_rate)) == (377, 341)
    assert (len(own), done(own)) == (23, 21)
    assert {a["line"] for a in own} == {"DISPATCH"}
    assert (len(helped), done(helped)) == (354, 320)
    assert (len(county), done(county)) == (166, 149)
    assert (len(dispatched), done(dispatched)) == (188, 171)
    assert sum(a["channel"] == "SPONSOR" for a in helped) == 12


def test_what_is_closed_is_rated_and_a_hundred_were_called(in_rate: list[Row]) -> None:
    closed = [a for a in in_rate if a["outcome"] in CLOSED]
    assert Counter(a["rating"] for a in closed) == {"5": 312, "4": 24, "3": 5}
    called = Counter(a["call_back"] for a in closed)
    assert (called["SATISFIED"] + called["BASICALLY"], called["DISSATISFIED"]) == (98, 2)
    assert {a["rating"] for a in closed if a["call_back"] == "DISSATISFIED"} == {"3"}
    assert not any(a["call_back"] or a["rating"] for a in in_rate if a["outcome"] not in CLOSED)


def test_what_is_open_stands_where_the_story_needs_it(in_rate: list[Row]) -> None:
    running = [a for a in in_rate if a["outcome"] not in CLOSED]
    states = {"TRIAGED": 4, "ASSIGNED": 6, "ACCEPTED": 5, "HANDLING": 17, "EXT_REQ": 2, "RETURN_REQ": 2}
    assert Counter(a["outcome"] for a in running) == states
    assert all(a["submitted_at"] >= "2019-12" for a in running)
    assert sum(a["fate"] == "late" for a in running) == 3
    assert not any(a["close_after_half_days"] for a in running)


@pytest.mark.parametrize("delay", [timedelta(minutes=20), timedelta(hours=3)])
def test_the_lamps_of_the_open_ones_are_as_told_however_fast_the_dispatch(in_rate: list[Row], delay: timedelta) -> None:
    calendar = clocks.packaged_calendar()
    limits = table("time_limits", FOLDER.parent)
    half_days = {(row["clock_code"], row["grade"]): int(row["half_days"]) for row in limits}
    clock_of = {"TRIAGED": "triage", "ASSIGNED": "accept", "RETURN_REQ": "accept"}
    lamps: Counter[str] = Counter()
    for appeal in in_rate:
        if appeal["outcome"] in CLOSED or appeal["outcome"] == "EXT_REQ":  # there the clock of review is the nearer one
            continue
        code = clock_of.get(appeal["outcome"], "handle")
        started = datetime.fromisoformat(appeal["submitted_at"]) + delay * (code != "triage")
        limit = half_days[code, appeal["star"] if code == "handle" else ""]
        plan = rules.schedule(calendar, started_at=started, half_days=limit)
        lamp = rules.lamp(now=STORY_ENDS, warn_at=plan.warn_at, due_at=plan.due_at, paused=False)
        assert (lamp == "red") == (appeal["fate"] == "late"), appeal["ref"]
        lamps[lamp] += 1
    assert lamps == {"red": 3, "yellow": 5, "green": 26}


def test_closing_keeps_the_limit_of_the_star_except_where_it_is_said_to_be_late(in_rate: list[Row]) -> None:
    limits = table("time_limits", FOLDER.parent)
    handle = {row["grade"]: int(row["half_days"]) for row in limits if row["clock_code"] == "handle"}
    closed = [a for a in in_rate if a["outcome"] in CLOSED]
    for appeal in closed:
        over = int(appeal["close_after_half_days"]) > handle[appeal["star"]]
        assert over == (appeal["fate"] == "late"), appeal["ref"]
    assert sum(a["fate"] == "late" for a in closed) == 14


def test_every_county_and_category_has_some_and_consulting_has_most(in_rate: list[Row]) -> None:
    categories = {row["code"] for row in table("categories", FOLDER.parent)}
    told = Counter(a["category"] for a in in_rate)
    regions = {entity["uscc"]: entity["region"] for entity in table("entities")}
    counties = Counter(regions[a["subject_uscc"]] for a in in_rate)
    assert set(told) == categories
    assert told.most_common(1)[0][0] == "08"
    assert len(counties) == 14
    assert {code for code, _ in counties.most_common(2)} == {"610402", "610404"}


def test_no_two_appeals_read_the_same_and_none_is_cut_short() -> None:
    appeals = table("appeals")
    assert len({a["content"] for a in appeals}) == len(appeals) == 385
    for appeal in appeals:
        assert 10 <= len(appeal["content"]) <= 400
        assert 0 < len(appeal["title"]) <= 50
        assert "{" not in "".join(appeal.values())
        moment = datetime.fromisoformat(appeal["submitted_at"])
        assert "2019-03" <= moment.isoformat() < "2019-12-31"
    assert len(table("words/situations")) >= 120


def test_eight_stand_outside_the_rates() -> None:
    outside = [a for a in table("appeals") if not a["subject_type"] or a["outcome"] in ("REJECTED", "WITHDRAWN")]
    members = {subject["uscc"] for subject in table("subjects")}
    strangers = [a for a in outside if not a["subject_type"]]
    assert (len(outside), len(strangers)) == (8, 6)
    assert not any(a["subject_uscc"] in members for a in strangers)


def test_the_catalog_names_fourteen_categories_short_enough_for_a_tile() -> None:
    categories = table("categories", FOLDER.parent)
    assert [row["code"] for row in categories] == [f"{number:02d}" for number in range(1, 15)]
    assert sum(row["source"] == "种" for row in categories) == 8
    assert all(len(row["short_name"]) <= 5 for row in categories)
