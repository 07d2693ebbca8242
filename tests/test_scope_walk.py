"""Every address and every API operation, walked by every role over its own matters and other people's.

DECLARED says what each of them answers: answer → who. Where an address names a matter, three answers stand in a
row: for the matter of 演示机械 in 秦都区 (dispatched to 演示供电公司), for one of 演示食品 in 渭城区 of the same city,
and for one of another city. Lists say after the status which of the three they show. An address, or a method of one,
that is not declared fails the test: whoever adds it says here who may use it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import AgendaItem, CallBackDraw, Decision, Meeting
from yishang.contexts.outreach.rules import APPEAL, TASK
from yishang.contexts.outreach.tests import conftest as outreach
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Live, Town, december
from yishang.contexts.outreach.tests.test_api_pictures import drawn
from yishang.kernel.cases.rules import APPLICANT, CITY_OFFICE, OFFICE, OVERSEER, RESPONSIBLE, SPONSOR, VICE_MAYOR
from yishang.kernel.cases.rules import DUTY_LABELS as EVERY_DUTY
from yishang.kernel.cases.services import open_case
from yishang.kernel.directory.models import Unit
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.draw import services as draws
from yishang.kernel.evidence.models import Picture
from yishang.kernel.parties.models import MarketEntity

town, submitted, advance, live_at = outreach.town, outreach.submitted, outreach.advance, outreach.live_at
issue_key, partner_key, now = outreach.issue_key, outreach.partner_key, outreach.now

PEOPLE = {
    "ENT": "li_min", "LIA": "zhou_lian", "LDR": "he_zhen", "SPD": "fang_yuan", "CBO": "chen_jing", "MBO": "yang_ping",
    "VML": "guo_zheng", "DEP": "wang_gong", "MON": "du_cha", "SYS": "xi_tong", "SEC": "bao_mi", "AUD": "shen_ji",
    "API": "hotline",
}  # fmt: skip
PHONE, DESK, ADMIN = "ENT LIA LDR SPD", "CBO MBO VML DEP MON", "SYS SEC AUD"
BY_KEY = ("api:", "picture", "thumbnail")  # what a key opens; a key has no other pages
SIGNED_IN = f"{PHONE} {DESK} {ADMIN} API"
ALL = f"nobody {SIGNED_IN}"
PLACES = ("own", "near", "far")
Answers = dict[str, str]  # a status, three by place, or a status and what the list shows → who

TO_THE_PHONE_S_DOOR = {"302": "nobody", "403": f"{DESK} {ADMIN} API"}
TO_THE_DESK_S_DOOR = {"302": "nobody", "403": f"{PHONE} {ADMIN} API"}
NO_SAMPLER = {"302": "nobody", "403": f"{PHONE} VML DEP {ADMIN} API"}
NO_MEETING = {"302": "nobody", "403": f"{PHONE} DEP {ADMIN} API"}
NO_CONVENER = {"302": "nobody", "403": f"{PHONE} CBO DEP MON {ADMIN} API"}
NO_IMPORTER = {"302": "nobody", "403": f"{PHONE} CBO VML DEP MON {ADMIN} API"}
NO_KEEPER = {"302": "nobody", "403": f"{PHONE} {DESK} AUD API"}
NO_OFFICE = {"302": "nobody", "403": f"{PHONE} VML DEP MON {ADMIN} API"}
NO_ANSWERER = {"302": "nobody", "403": f"{PHONE} VML MON {ADMIN} API"}
NO_SYS = {"302": "nobody", "403": f"{PHONE} {DESK} SEC AUD API"}
NO_SEC = {"302": "nobody", "403": f"{PHONE} {DESK} SYS AUD API"}
NO_AUD = {"302": "nobody", "403": f"{PHONE} {DESK} SYS SEC API"}
NO_BUSINESS = {"401": "nobody", "403": ADMIN}
SEEN_BY = {"200 404 404": f"{PHONE} CBO DEP", "200 200 404": "MBO VML MON API"}

DECLARED: dict[str, Answers] = {
    # open to everybody
    "GET healthz": {"200": ALL},
    "GET api:openapi-json": {"200": ALL},
    "GET api:api-root": {"404": ALL},
    "GET seals": {"200": ALL},
    "GET styleguide": {"404": ALL},  # in development and in the demonstration only
    "GET styleguide_page": {"404": ALL},
    "GET search": {"302": ALL},
    # doors
    "GET home": {"200": "nobody", "302": SIGNED_IN},
    "GET sign_in": {"200": "nobody", "302": SIGNED_IN},
    "POST sign_in": {"403": "nobody", "302": SIGNED_IN},
    "GET sign_in_staff": {"200": "nobody", "302": SIGNED_IN},
    "POST sign_in_staff": {"403": "nobody", "302": SIGNED_IN},
    "POST sign_out": {"302": ALL},
    # steps for whoever is on the way in; everybody else is sent to a door
    "GET second_factor": {"302": ALL},
    "POST second_factor": {"302": ALL},
    "GET enrol_second_factor": {"302": ALL},
    "POST enrol_second_factor": {"302": ALL},
    "POST after_recovery_codes": {"302": ALL},
    "GET choose_password": {"302": ALL},
    "POST choose_password": {"302": ALL},
    "GET kept_form": {"302": ALL},
    "GET identity": {"404": ALL},  # where the installation names no identity provider
    "GET identity_callback": {"404": ALL},
    # one's own
    "GET account": {"302": "nobody", "200": SIGNED_IN},
    "POST choose_post": {"302": ALL},
    "POST choose_look": {"302": "nobody", "204": SIGNED_IN},
    "POST keep_session": {"401": "nobody", "200": SIGNED_IN},
    "GET change_password": {"302": "nobody", "200": SIGNED_IN},
    "POST change_password": {"302": "nobody", "422": SIGNED_IN},
    "POST sign_out_everywhere": {"302": ALL},
    "GET notices": {"302": "nobody", "200": SIGNED_IN},
    "POST notices": {"302": ALL},
    "GET open_notice": {"302": "nobody", "404": SIGNED_IN},  # none of them has a message yet
    "GET notice_preferences": {"302": "nobody", "200": SIGNED_IN},
    "POST notice_preferences": {"302": "nobody", "422": SIGNED_IN},
    "GET notice_wordings": {"302": "nobody", "200": "CBO MBO SYS", "403": f"{PHONE} VML DEP MON SEC AUD API"},
    "GET unsent_notices": {"302": "nobody", "200": "SYS", "403": f"{PHONE} {DESK} SEC AUD API"},
    "POST settle_unsent": {"302": "nobody", "409": "SYS", "403": f"{PHONE} {DESK} SEC AUD API"},
    "POST sms_receipts": {"403": ALL},  # for the SMS gateway, by a secret of its own
    # tables of other systems: the city's office; a table is its uploader's alone, and here none has one
    "GET table_import": {**NO_IMPORTER, "200": "MBO"},
    "POST table_import": {**NO_IMPORTER, "422": "MBO"},
    "GET table_template": {**NO_IMPORTER, "200": "MBO"},
    "GET table_upload": {**NO_IMPORTER, "404": "MBO"},
    "POST accept_table": {**NO_IMPORTER, "404": "MBO"},
    "POST drop_table": {**NO_IMPORTER, "404": "MBO"},
    "GET table_report": {**NO_IMPORTER, "404": "MBO"},
    # pictures belong to a matter, and are seen with it
    "GET picture": {"404 404 404": f"nobody {ADMIN}", **SEEN_BY},
    "GET thumbnail": {"404 404 404": f"nobody {ADMIN}", **SEEN_BY},
    # the company's side
    "GET outreach:mine": {**TO_THE_PHONE_S_DOOR, "200 own": PHONE},
    "GET outreach:submit_appeal": {**TO_THE_PHONE_S_DOOR, "200": PHONE},
    "POST outreach:submit_appeal": {**TO_THE_PHONE_S_DOOR, "422": PHONE},
    "GET outreach:matter": {**TO_THE_PHONE_S_DOOR, "200 404 404": PHONE},
    "GET outreach:matter_told": {**TO_THE_PHONE_S_DOOR, "200 404 404": PHONE},
    "GET outreach:matter_move": {**TO_THE_PHONE_S_DOOR, "200 404 404": PHONE},
    "POST outreach:matter_move": {**TO_THE_PHONE_S_DOOR, "422 404 404": PHONE},
    # the desk
    "GET outreach:desk": {**TO_THE_DESK_S_DOOR, "200 own": "CBO DEP", "200 own near": "MBO VML MON"},
    "GET outreach:export": {**TO_THE_DESK_S_DOOR, "200 own": "CBO DEP", "200 own near": "MBO VML MON"},
    "GET outreach:export_workbook": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "GET outreach:export_contacts": {"302": "nobody", "403": f"{PHONE} VML DEP MON {ADMIN} API", "200": "CBO MBO"},
    "POST outreach:export_contacts": {"302": "nobody", "403": f"{PHONE} VML DEP MON {ADMIN} API", "422": "CBO MBO"},
    "GET outreach:saved_filters": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "POST outreach:saved_filters": {**TO_THE_DESK_S_DOOR, "422": DESK},
    "POST outreach:saved_filter": {**TO_THE_DESK_S_DOOR, "422": DESK},
    "GET outreach:desk_matter": {**TO_THE_DESK_S_DOOR, "200 404 404": "CBO DEP", "200 200 404": "MBO VML MON"},
    "GET outreach:desk_told": {**TO_THE_DESK_S_DOOR, "200 404 404": "CBO DEP", "200 200 404": "MBO VML MON"},
    "GET outreach:desk_move": {
        **TO_THE_DESK_S_DOOR,
        "409 404 404": "CBO", "409 200 404": "MBO", "403 404 404": "DEP", "403 403 404": "VML MON",
    },
    "POST outreach:desk_move": {
        **TO_THE_DESK_S_DOOR,
        "409 404 404": "CBO", "409 409 404": "MBO", "403 404 404": "DEP", "403 403 404": "VML MON",
    },
    "POST outreach:reveal_contact": {
        **TO_THE_DESK_S_DOOR, "422 404 404": "CBO DEP", "422 422 404": "MBO", "403 403 404": "VML MON",
    },
    "GET outreach:overview": {**TO_THE_DESK_S_DOOR, "200": DESK},
    "GET outreach:print_matter": {**TO_THE_DESK_S_DOOR, "200 404 404": "CBO DEP", "200 200 404": "MBO VML MON"},
    "GET outreach:batch_dispatch": {**NO_OFFICE, "200": "CBO MBO"},
    "POST outreach:batch_dispatch": {**NO_OFFICE, "422": "CBO MBO"},
    # prepared words: of those who answer; here nobody has any yet
    "GET outreach:replies": {**NO_ANSWERER, "200": "CBO MBO DEP"},
    "POST outreach:replies": {**NO_ANSWERER, "422": "CBO MBO DEP"},
    "GET outreach:reply": {**NO_ANSWERER, "404": "CBO MBO DEP"},
    "POST outreach:reply": {**NO_ANSWERER, "404": "CBO MBO DEP"},
    "POST outreach:retire_reply": {**NO_ANSWERER, "404": "CBO MBO DEP"},
    # who answers for whom, and what waits for a leader
    "GET outreach:waiting": {"302": "nobody", "403": f"ENT CBO MBO DEP MON {ADMIN} API", "200": "LIA LDR SPD VML"},
    "GET outreach:sponsors": {**NO_MEETING, "200": "CBO MBO VML MON"},
    "GET outreach:subject": {**NO_MEETING, "200 404 404": "CBO", "200 200 404": "MBO VML MON"},
    "POST outreach:subject": {
        "302": "nobody", "403": f"{PHONE} VML DEP MON {ADMIN} API", "422 404 404": "CBO", "422 422 404": "MBO",
    },
    "GET outreach:hand_over": {**NO_OFFICE, "200": "CBO MBO"},
    "POST outreach:hand_over": {**NO_OFFICE, "422": "CBO MBO"},
    # meetings: one about the matter here, one about the neighbour's, one of another city; the same with their tasks
    "GET outreach:meetings": {**NO_MEETING, "200": "CBO MBO VML MON"},
    "GET outreach:export_meetings": {**NO_MEETING, "200 own": "CBO", "200 own near": "MBO VML MON"},
    "GET outreach:meeting": {**NO_MEETING, "200 404 404": "CBO", "200 200 404": "MBO VML MON"},
    "GET outreach:new_meeting": {**NO_CONVENER, "200": "MBO VML"},
    "POST outreach:new_meeting": {**NO_CONVENER, "200": "MBO VML"},  # without a matter: choose one
    "GET outreach:tasks": {**TO_THE_DESK_S_DOOR, "200 own": "CBO DEP", "200 own near": "MBO VML MON"},
    "GET outreach:export_tasks": {**TO_THE_DESK_S_DOOR, "200 own": "CBO DEP", "200 own near": "MBO VML MON"},
    "GET outreach:task": {**TO_THE_DESK_S_DOOR, "200 404 404": "CBO DEP", "200 200 404": "MBO VML MON"},
    "GET outreach:task_move": {
        **TO_THE_DESK_S_DOOR, "200 404 404": "DEP", "403 404 404": "CBO", "403 403 404": "MBO VML MON",
    },
    "POST outreach:task_move": {
        **TO_THE_DESK_S_DOOR, "409 404 404": "DEP", "403 404 404": "CBO", "403 403 404": "MBO VML MON",
    },
    # the call-back sample: one of this city, none of this city, one of another city
    "GET outreach:samples": {**NO_SAMPLER, "200": "CBO MBO MON"},
    "POST outreach:samples": {"302": "nobody", "403": f"{PHONE} CBO VML DEP MON {ADMIN} API", "422": "MBO"},
    "GET outreach:sample": {**NO_SAMPLER, "200 404 404": "CBO MBO MON"},
    "POST outreach:reveal_sample": {**NO_SAMPLER, "403 404 404": "CBO", "422 404 404": "MBO MON"},
    "POST outreach:void_sample": {
        "302": "nobody", "403": f"{PHONE} CBO VML DEP MON {ADMIN} API", "422 404 404": "MBO",
    },
    "GET outreach:sample_file": {**NO_SAMPLER, "200 404 404": "CBO MBO MON"},
    # the administrators
    "GET administration:accounts": {**NO_KEEPER, "200": "SYS SEC"},
    "GET administration:export_accounts": {**NO_KEEPER, "200": "SYS SEC"},
    "GET administration:account": {**NO_KEEPER, "200": "SYS SEC"},
    "POST administration:act": {**NO_KEEPER, "422": "SYS SEC"},
    "GET administration:open_account": {**NO_SYS, "200": "SYS"},
    "POST administration:open_account": {**NO_SYS, "422": "SYS"},
    "GET administration:units": {**NO_SYS, "200": "SYS"},
    "GET administration:export_units": {**NO_SYS, "200": "SYS"},
    "GET administration:open_unit": {**NO_SYS, "200": "SYS"},
    "POST administration:open_unit": {**NO_SYS, "422": "SYS"},
    "GET administration:unit": {**NO_SYS, "200": "SYS"},
    "POST administration:unit": {**NO_SYS, "422": "SYS"},
    "GET administration:grants": {**NO_SEC, "200": "SEC"},
    "GET administration:export_grants": {**NO_SEC, "200": "SEC"},
    "POST administration:grant": {**NO_SEC, "409": "SEC"},
    "POST administration:decline": {**NO_SEC, "409": "SEC"},
    "GET administration:keys": {**NO_SEC, "200": "SEC"},
    "POST administration:keys": {**NO_SEC, "422": "SEC"},
    "GET administration:export_keys": {**NO_SEC, "200": "SEC"},
    "POST administration:revoke_key": {**NO_SEC, "404": "SEC"},
    "GET administration:session_terms": {**NO_SEC, "200": "SEC"},
    "POST administration:session_terms": {**NO_SEC, "422": "SEC"},
    "GET administration:audit": {**NO_AUD, "200": "AUD"},
    "GET administration:export_audit": {**NO_AUD, "200": "AUD"},
    # machines, and pages of ours that speak like them
    "GET api:list_appeals": {**NO_BUSINESS, "200 own": f"{PHONE} CBO DEP", "200 own near": "MBO VML MON API"},
    "POST api:submit_appeal": {
        **NO_BUSINESS, "201 403 403": PHONE, "403 403 403": DESK, "201 201 201": "API",
    },
    "GET api:read_appeal": {**NO_BUSINESS, **SEEN_BY},
    "POST api:move_appeal": {
        **NO_BUSINESS,
        "403 404 404": f"{PHONE} DEP", "409 404 404": "CBO", "409 422 404": "MBO API", "403 403 404": "VML MON",
    },
    "GET api:read_task": {
        **NO_BUSINESS,
        "404 404 404": PHONE, "200 404 404": "CBO DEP", "200 200 404": "MBO VML MON API",
    },
    "POST api:move_task": {
        **NO_BUSINESS,
        "404 404 404": PHONE, "422 404 404": "DEP", "403 404 404": "CBO", "403 403 404": "MBO VML MON",
        "422 422 404": "API",
    },
    "POST api:store_picture": {**NO_BUSINESS, "201": f"{PHONE} {DESK} API"},
}  # fmt: skip

LISTS = {
    "GET outreach:mine", "GET outreach:desk", "GET outreach:export", "GET api:list_appeals",
    "GET outreach:export_meetings", "GET outreach:tasks", "GET outreach:export_tasks",
}  # fmt: skip
EVERY_QUEUE = {"queue": "all"}  # the desk opens on what waits for the person
EVERY_HEAP = {"heap": "all"}
BODIES_OF_MACHINES: dict[str, dict[str, Any]] = {
    "api:submit_appeal": {"category": "03", "title": "停电", "content": "厂区每天停电两小时，无法生产。"},
    "api:move_appeal": {},
    "api:move_task": {},
}
OF_NINJA = {"api:openapi-json", "api:api-root"}  # they answer to any method, always the same


# What each role is to the matter of 演示机械: the moves by these duties are open to it, all others are not its own.
DUTIES = {
    "ENT": {APPLICANT}, "LIA": {SPONSOR}, "LDR": {SPONSOR}, "SPD": {SPONSOR},
    "CBO": {OFFICE}, "MBO": {OFFICE, CITY_OFFICE}, "DEP": {RESPONSIBLE}, "MON": {OVERSEER}, "VML": {VICE_MAYOR},
    "API": {*EVERY_DUTY} - {SPONSOR, "system"},
}  # fmt: skip


@dataclass
class Country:
    """The town, its neighbour and another city: in each one matter and one picture; and two samples."""

    town: Town
    numbers: dict[str, str]
    companies: dict[str, str]
    pictures: dict[str, int]
    samples: dict[str, str]
    meetings: dict[str, str]
    tasks: dict[str, str]
    subjects: dict[str, int]
    key: str

    def values_of(self, name: str, place: str) -> dict[str, Any]:
        """The parts of an address, by what it calls them."""
        of_tasks = ("outreach:task", "outreach:task_move", "api:read_task", "api:move_task")
        moves = {"outreach:matter_move": "supplement_appeal"} | dict.fromkeys(of_tasks, "note_task")
        numbers = {"outreach:meeting": self.meetings} | dict.fromkeys(of_tasks, self.tasks)
        return {
            "number": numbers.get(name, self.numbers)[place], "move": moves.get(name, "triage_appeal"),
            "picture_id": self.pictures[place],
            "notice_id": 999, "filter_id": 999, "draw_id": self.samples[place],
            "file": "commitment.json", "page": "pieces",
            "account_id": self.town.accounts["chen_jing"].pk, "action": "unlock", "proposal_id": 999, "prefix": "none",
            "code": "610402-YSB", "key": self.subjects[place] if name == "outreach:subject" else 999,
            "what": "enterprises", "upload_id": "1", "form": "csv",
        }  # fmt: skip


@pytest.fixture
def country(
    town: Town, advance: Advance, live_at: Live, partner_key: str, settings: Settings, tmp_path: Path
) -> Country:
    settings.MEDIA_ROOT = tmp_path
    live_at(december(9, 11))
    own = advance("dispatched").case
    far_company = MarketEntity.objects.create(
        uscc="91610302MA00000743", name="演示纺织有限公司", region_id="610302", is_demo=True
    )
    stranger = Actor(id=None, name="钱远", role=Role.ENT, entity_ids=(far_company.pk,), city_code="610300")
    far = _submit(stranger, far_company)
    far.region_id, far.city_id = "610302", "610300"  # as another city's matter in a province's installation
    far.save()
    cases = {"own": own, "near": _submit(town.sun_hao, town.food), "far": far}
    numbers = {place: case.number for place, case in cases.items()}
    unit_of = {"own": town.power, "near": town.housing, "far": town.housing}
    decided = {place: _decided(place, case, unit_of[place]) for place, case in cases.items()}
    return Country(
        town=town,
        numbers=numbers,
        companies={"own": town.machinery.uscc, "near": town.food.uscc, "far": far_company.uscc},
        pictures={place: _picture(number, tmp_path) for place, number in numbers.items()},
        samples={
            "own": _sample(town.yang_ping, numbers["own"]),
            "near": "CY-610400-20191209-9999",
            "far": _sample(replace(town.yang_ping, city_code="610300"), numbers["far"]),
        },
        meetings={place: decision.item.meeting.number for place, decision in decided.items()},
        tasks={place: decision.case.number for place, decision in decided.items()},
        subjects={"own": town.machinery.subjects.get().pk, "near": town.food.subjects.get().pk, "far": 999},
        key=partner_key,
    )


def _decided(place: str, case: Any, unit: Unit) -> Decision:
    """A meeting about one matter, as if it had been held, and the task that it gave to a unit."""
    meeting = Meeting.objects.create(
        number=f"HY-{case.city_id}-20191209-{PLACES.index(place):04}", kind="JOINT", city_id=case.city_id,
        title="协调会", held_on=MONDAY.date(), convener="杨萍", recorded_at=MONDAY,
    )  # fmt: skip
    item = AgendaItem.objects.create(meeting=meeting, appeal=case.appeal, conclusion="按会议议定办理。")
    with transaction.atomic():
        task = open_case(
            actor=SYSTEM_ACTOR, workflow=TASK, number=f"RW-{case.region_id}-20191209-0001", title="办理开挖许可",
            region_code=case.region_id, applicant_id=None, category="03", at=MONDAY, fact="opened", data={},
            clocks_to_start={"task": 4}, parent_id=case.pk, unit_id=unit.pk,
        )  # fmt: skip
    task.city_id = case.city_id
    task.save(update_fields=["city"])
    return Decision.objects.create(case=task, item=item, task="办理开挖许可", due_on=december(11).date())


def _submit(actor: Actor, company: MarketEntity) -> Any:
    return services.submit_appeal(
        actor=actor,
        uscc=company.uscc,
        category="03",
        title=f"{company.name}的事",
        content="供水压力不足，三楼以上车间停产两天。",
        contact=services.Contact("", ""),
        at=MONDAY,
    ).case


def walk(client: Client, country: Country, role: str, step: str, place: str) -> HttpResponse:
    """One request as that role would send it; forms are empty, so that nothing moves."""
    method, name = step.split(" ")
    url = _url(next(address for address in addresses() if address.name == name), country, place)
    headers = {"Authorization": f"Bearer {country.key}"} if role == "API" and name.startswith(BY_KEY) else {}
    if role != "nobody" and not headers:
        client.force_login(country.town.accounts[PEOPLE[role]])
    if method == "GET":
        wanted = EVERY_HEAP if name.endswith("tasks") else EVERY_QUEUE
        return client.get(url, wanted if step in LISTS else {}, headers=headers)
    if name in BODIES_OF_MACHINES:
        content = {**BODIES_OF_MACHINES[name], "uscc": country.companies[place]}
        return client.post(url, json.dumps(content), content_type="application/json", headers=headers)
    form = {"image": SimpleUploadedFile("a.jpg", drawn())} if name == "api:store_picture" else {"version": "99"}
    return client.post(url, form, headers=headers)


@dataclass(frozen=True)
class Address:
    """A named address and the parts it wants to be told."""

    name: str
    parts: tuple[str, ...]


def addresses(resolver: URLResolver | None = None, space: tuple[str, ...] = ()) -> Iterator[Address]:
    """Everything that can be asked for, API operations too; several operations of one path have a name each."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield Address(":".join((*space, str(pattern.name))), tuple(pattern.pattern.converters))
        else:
            yield from addresses(pattern, (*space, pattern.namespace) if pattern.namespace else space)


def declared(step: str) -> Iterator[tuple[str, str]]:
    """(role, answer) of a row; who appears twice or not at all is a mistake of the table."""
    for answer, roles in DECLARED[step].items():
        for role in roles.split():
            yield role, answer


@pytest.mark.django_db
@pytest.mark.parametrize("step", DECLARED)
def test_each_role_gets_exactly_the_declared_answer(step: str, country: Country) -> None:
    wrong = []
    for role, answer in declared(step):
        places = PLACES if len(answer.split()) == len(PLACES) and "own" not in answer else PLACES[:1]
        responses = [walk(Client(), country, role, step, place) for place in places]
        found = " ".join(str(response.status_code) for response in responses)
        texts = [b"".join(response) for response in responses]  # read to the end, which also closes a file
        if step in LISTS and found == "200":
            text = texts[0].decode()
            found = " ".join([found, *(place for place in PLACES if country.numbers[place] in text)])
        if found != answer:
            wrong.append(f"{role}: {found}, declared {answer}")
    assert not wrong


@pytest.mark.parametrize("step", DECLARED)
def test_each_row_names_every_role_once(step: str) -> None:
    assert sorted(role for role, _ in declared(step)) == sorted(ALL.split())


def test_every_address_is_declared() -> None:
    found = {address.name for address in addresses()}
    assert {step.split(" ")[1] for step in DECLARED} == found


@pytest.mark.django_db
@pytest.mark.parametrize("address", [one for one in addresses() if one.name not in OF_NINJA], ids=lambda one: one.name)
def test_every_method_that_an_address_takes_is_declared(address: Address, country: Country) -> None:
    url = _url(address, country)
    taken = {method for method in ("GET", "POST", "PUT", "PATCH", "DELETE") if _takes(country, method, url)}
    same_url = {one.name for one in addresses() if _url(one, country) == url}
    assert taken == {step.split(" ")[0] for step in DECLARED if step.split(" ")[1] in same_url}


def _url(address: Address, country: Country, place: str = "own") -> str:
    values = country.values_of(address.name, place)
    return reverse(address.name, kwargs={part: values[part] for part in address.parts})


def _takes(country: Country, method: str, url: str) -> bool:
    client = Client()
    client.force_login(country.town.accounts["yang_ping"])
    response = client.generic(method, url, content_type="application/json")
    b"".join(response)
    return response.status_code != 405


@pytest.mark.django_db
@pytest.mark.parametrize("role", [*DUTIES, "SYS", "SEC", "AUD", "nobody"])
def test_each_move_is_open_to_its_duties_and_to_nobody_else(role: str, country: Country) -> None:
    """Asked through the API, since pages offer only what is open; the values are unfit, so that nothing moves."""
    wrong = []
    for move in APPEAL.moves:
        response = _move(country, role, move.name)
        if role == "nobody":
            allowed = {401}
        elif role not in DUTIES or not move.by & DUTIES[role]:
            allowed = {403}
        else:
            allowed = {409} if "ASSIGNED" not in move.sources else {422}
        if response.status_code not in allowed:
            wrong.append(f"{move.name}: {response.status_code}, expected {allowed}")
    assert not wrong


def _move(country: Country, role: str, move: str) -> HttpResponse:
    client = Client()
    headers = {"Authorization": f"Bearer {country.key}"} if role == "API" else {}
    if role not in ("nobody", "API"):
        client.force_login(country.town.accounts[PEOPLE[role]])
    url = f"/api/v1/appeals/{country.numbers['own']}/moves/{move}"
    return client.post(url, json.dumps({"note": "长" * 2000}), content_type="application/json", headers=headers)


def _picture(number: str, folder: Path) -> int:
    for name in ("picture.jpg", "thumbnail.jpg"):
        (folder / name).write_bytes(drawn())
    stored = {"file": "picture.jpg", "thumbnail": "thumbnail.jpg", "width": 64, "height": 48, "size": 3}
    return Picture.objects.create(subject=number, sha256="0" * 64, at=MONDAY, **stored).pk


def _sample(office: Actor, number: str) -> str:
    """A frozen sample of that office's city, as if it had drawn from one matter."""
    day, draw_id = december(9).date(), f"CY-{office.city_code}-20191209-0001"
    promised = [
        {"id": name, "role": role, "commitment": sha256(name.encode() * 16).hexdigest()}
        for name, role in (("w1", "市营商办"), ("w2", "市督查室"))
    ]
    draws.commit_draw(
        actor=office, draw_id=draw_id, title="抽样", purpose="outreach.call_back", strata={"S1": ((number,), 1)},
        witnesses=promised, at=MONDAY,
    )  # fmt: skip
    period = {"period_from": day, "period_to": day}
    return CallBackDraw.objects.create(draw_id=draw_id, city_id=office.city_code, made_at=MONDAY, **period).draw_id
