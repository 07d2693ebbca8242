"""Every address and every API operation, walked by every role over its own matters and other people's.

DECLARED (declared_answers.py) says what each of them answers. An address, or a method of one, that is not declared
fails the test: whoever adds it says there who may use it.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from tests import declared_answers
from tests.bundled_country import MOVES as MOVES_OF_BUNDLES
from tests.bundled_country import UnderWay, take_in
from tests.declared_answers import ALL
from tests.declared_bundles import DECLARED_BUNDLES
from tests.declared_credit import DECLARED_CREDIT
from tests.declared_inspections import INSPECTIONS
from tests.declared_openly import OPENLY
from tests.declared_standards import STANDARDS
from tests.every_address import Address, address_of, addresses
from tests.flown_over import fly_over, looks_of
from tests.listed_parties import OnRecord, put_on_record
from tests.taken_part import take_part
from tests.told_windows import told_of_windows
from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import AgendaItem, CallBackDraw, Decision, HotTopic, Meeting, TopicMember
from yishang.contexts.outreach.rules import APPEAL, TASK
from yishang.contexts.outreach.tests import conftest as outreach
from yishang.contexts.outreach.tests.conftest import MONDAY, Live, Town, december
from yishang.contexts.outreach.tests.test_api_pictures import drawn
from yishang.contexts.policies import models as policy_models
from yishang.contexts.policies import rules as policy_rules
from yishang.contexts.policies import services as policy_services
from yishang.contexts.visits import services as visit_services
from yishang.kernel.cases.rules import APPLICANT, CITY_OFFICE, OFFICE, OVERSEER, RESPONSIBLE, SPONSOR, VICE_MAYOR
from yishang.kernel.cases.rules import DUTY_LABELS as EVERY_DUTY
from yishang.kernel.cases.services import open_case
from yishang.kernel.clocks import services as clocks
from yishang.kernel.directory.models import Unit
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor, Role
from yishang.kernel.draw import services as draws
from yishang.kernel.draw.rules import WitnessBeacon
from yishang.kernel.evidence.models import Picture
from yishang.kernel.parties.models import MarketEntity, Subject

live_at = outreach.live_at

DECLARED = declared_answers.DECLARED | INSPECTIONS | DECLARED_CREDIT | OPENLY | STANDARDS | DECLARED_BUNDLES
PEOPLE = {
    "ENT": "li_min", "LIA": "zhou_lian", "LDR": "he_zhen", "SPD": "fang_yuan", "CBO": "chen_jing", "MBO": "yang_ping",
    "VML": "guo_zheng", "DEP": "wang_gong", "MON": "du_cha", "SYS": "xi_tong", "SEC": "bao_mi", "AUD": "shen_ji",
    "API": "hotline", "DRL": "lin_jian", "ENF": "shi_lei",
}  # fmt: skip
BY_KEY = ("api:", "picture", "thumbnail")  # what a key opens; a key has no other pages
PLACES = ("own", "near", "far")

LISTS = {
    "GET outreach:mine", "GET outreach:desk", "GET outreach:export", "GET api:list_appeals",
    "GET outreach:export_meetings", "GET outreach:tasks", "GET outreach:export_tasks",
    "GET policies:problems", "GET policies:export_problems", "GET api:list_problems",
    "GET visits:desk", "GET visits:export", "GET api:list_visits",
}  # fmt: skip
EVERY_QUEUE = {"queue": "all"}  # the desk opens on what waits for the person
EVERY_HEAP = {"heap": "all"}
BODIES_OF_MACHINES: dict[str, dict[str, Any]] = {
    "api:submit_appeal": {"category": "03", "title": "停电", "content": "厂区每天停电两小时，无法生产。"},
    "api:move_appeal": {},
    "api:move_task": {},
    "api:open_visit": {"subject_id": 0},
    "api:take_track": {"place": 0, "crs": "WGS84", "points": []},
    "api:move_visit": {"lon": "x"},
    "api:move_inspection": {},
    "api:move_credit_matter": {},
    "api:register_device": {"public_key": "x"},
    "api:send_registrations": {"rows": [{"name": "x"}]},
    "api:read_plan": {"answers": {}},
    "api:open_package": {"bundle": "T02", "answers": {}, "shop_name": "小馆", "address": "演示路 1 号"},
    "api:move_package": {},
    "api:send_records": {"rows": [{"name": "x"}]},
}
OF_VISITS = (
    "visits:visit", "visits:visit_move", "visits:desk_visit", "visits:desk_move", "visits:track", "api:read_visit",
    "api:take_track", "api:move_visit",
)  # fmt: skip
ON_THE_TREES = {
    "life_events:tree": "", "life_events:poster_svg": "", "life_events:poster_pdf": "", "life_events:theme": "N101",
    **{f"life_events:{page}": "" for page in ("keep", "publish", "drop", "table", "versions")},
    "life_events:event": "N1011", "life_events:gain": "L1011",
    **dict.fromkeys(("bundles:bundle", "bundles:ask", "bundles:result", "bundles:apply", "api:read_plan"), "T02"),
}  # fmt: skip
REFUSED = {"403", "404"}
AS_A_PART = {"HX-Request": "true"}  # a refusal comes without the frame around a page, which is no part of the answer
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
    policies: dict[str, dict[str, str]]
    problems: dict[str, str]
    topics: dict[str, int]
    visits: dict[str, str]
    projects: dict[str, int]
    flown: dict[str, dict[str, str]]
    part: dict[str, dict[str, str]]
    on_record: OnRecord
    bundles: dict[str, dict[str, str]]
    key: str
    sessions: dict[str, str]  # of everybody, so that nobody signs in for each request

    def values_of(self, name: str, place: str) -> dict[str, Any]:
        """The parts of an address, by what it calls them."""
        of_tasks = ("outreach:task", "outreach:task_move", "api:read_task", "api:move_task")
        moves = {"outreach:matter_move": "supplement_appeal"} | dict.fromkeys(of_tasks, "note_task")
        moves |= {"policies:problem_move": "start_problem", "policies:own_move": "confirm_problem"}
        numbers = {"outreach:meeting": self.meetings} | dict.fromkeys(of_tasks, self.tasks) | self.policies | self.flown
        moves |= dict.fromkeys(("visits:visit_move", "visits:desk_move"), "reschedule_visit")
        moves |= {"api:move_visit": "check_in_visit", "api:move_inspection": "enter_company"}
        moves |= {"random_inspection:company_move": "pick_day", "random_inspection:inspection_move": "approve_result"}
        numbers |= dict.fromkeys(OF_VISITS, self.visits) | self.part | self.bundles
        moves |= MOVES_OF_BUNDLES
        moves |= {"public_supervision:topic_move": "review_topic", "public_supervision:report_move": "take_report"}
        moves |= {"service_standards:demand_move": "uphold_demand"}
        keys = {"outreach:subject": self.subjects, "outreach:topic": self.topics, "panoramas:project": self.projects}
        return {
            "number": numbers.get(name, self.numbers)[place], "move": moves.get(name, "triage_appeal"),
            "picture_id": self.pictures[place],
            "notice_id": 999, "filter_id": 999, "draw_id": self.samples[place],
            "file": "commitment.json", "page": "pieces",
            "account_id": self.town.accounts["chen_jing"].pk, "action": "unlock", "proposal_id": 999, "prefix": "none",
            "code": ON_THE_TREES.get(name, "610402-YSB"), "key": keys.get(name, {}).get(place, 999),
            "what": "enterprises", "upload_id": "1", "form": "csv",
            "name": "natural" if name in ON_THE_TREES else "nothing", "publication_id": 999,
            "version": "flat", "kind": "pledge", "step": "ask", "uscc": self.companies[place],
            "message_id": 999, "window_id": 999, "day": "2019-12-09", "city": "610400",
            "suffix": "json", "service_code": "03", "element": "promised", "service_request_id": self.numbers[place],
            "token": self.numbers[place], "anything": "nothing.xml",
            **self.on_record.values_of(name, place),
        }  # fmt: skip

    def client(self, person: str) -> Client:
        """A browser of its own, in which this person has signed in; for "nobody", nobody has."""
        client = Client()
        if person != "nobody":
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[person]
        return client


@pytest.fixture(scope="module")
def town(lasting_db: None) -> Town:
    return outreach.settle()


@pytest.fixture(autouse=True)
def _the_same_moment(live_at: Live) -> None:
    live_at(december(9, 11))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Where the pictures of the country lie."""
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("pictures")):
        yield Path(settings.MEDIA_ROOT)


@pytest.fixture(scope="module")
def country(town: Town, folder: Path) -> Country:
    """Built once; what a test changes in it is taken back after it."""
    tmp_path, partner_key = folder, outreach.hand_key(town, "appeals:submit", "appeals:operate")
    own = outreach.take_on(town, outreach.submit(town, MONDAY), "dispatched").case
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
    policies, subjects = _helped(town), {"own": town.machinery.subjects.get().pk, "near": town.food.subjects.get().pk}
    sites = {"own": ("610402", town.machinery), "near": ("610404", town.food), "far": ("610302", far_company)}
    visited, projects = _visited(town, far_company), fly_over(sites, tmp_path)
    again = {"own": _submit(town.li_min, town.machinery, "又"), "near": _submit(town.sun_hao, town.food, "又")}
    return Country(
        projects=projects,
        flown=looks_of(projects),
        part=take_part(MONDAY) | told_of_windows(MONDAY),
        on_record=_on_record(town, far_company),
        bundles=_bundled(town, far_company),
        policies=policies,
        problems=policies["policies:problem"],
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
        subjects={**subjects, "far": 999},
        topics={place: _topic(cases[place], case) for place, case in again.items()} | {"far": _topic(far, far)},
        visits=visited,
        key=partner_key,
        sessions=_signed_in(town),
    )


def _signed_in(town: Town) -> dict[str, str]:
    clocks.anchor_demo_clock(starts=december(9, 11), real_now=timezone.now())
    sessions = {}
    for name, account in town.accounts.items():
        client = Client()
        client.force_login(account)
        sessions[name] = client.cookies[settings.SESSION_COOKIE_NAME].value
    clocks.remove_demo_clock()
    return sessions


def _on_record(town: Town, far_company: MarketEntity) -> OnRecord:
    """Each party under notice by an official of its own: 王工 of 演示供电, 刘工 of the housing bureau, a stranger."""
    stranger = replace(town.liu_gong, id=None, name="钱远", city_code="610300", region_code="610302")
    parties = {"own": (town.machinery, town.wang_gong), "near": (town.food, town.liu_gong)}
    return put_on_record({**parties, "far": (far_company, stranger)}, MONDAY)


def _bundled(town: Town, far_company: MarketEntity) -> dict[str, dict[str, str]]:
    """One bundle each: the county's office is the window, 演示供电 has a part of ours, the housing bureau of others."""
    return take_in(
        {
            "own": UnderWay(town.machinery, "610402", town.chen_jing.unit_id or 0, town.power.pk),
            "near": UnderWay(town.food, "610404", town.housing.pk, town.housing.pk),
            "far": UnderWay(far_company, "610302", town.housing.pk, town.housing.pk),
        },
        MONDAY,
    )


def _helped(town: Town) -> dict[str, dict[str, str]]:
    """A policy, its push, a survey with a problem of each county, a bank event: address → numbers by place."""
    policy_services.load_catalogs()
    day = MONDAY.date()
    entry = policy_rules.PolicyEntry("稳岗通知", "演示1号", "市政府", day, "不裁员的返还失业保险费。", aspect="03")
    office, everybody = town.yang_ping, policy_rules.Audience()
    policy = policy_services.draft_policy(actor=office, entry=entry, audience=everybody, at=MONDAY)
    policy_services.publish_policy(actor=office, number=policy.number, at=MONDAY)
    push = policy_services.push_policies(actor=office, numbers=[policy.number], title="稳岗", at=MONDAY)
    asked = policy_rules.SurveyEntry("复工调查", "", day, december(20).date())
    survey = policy_services.open_survey(actor=office, entry=asked, audience=everybody, at=MONDAY)
    for person, company in ((town.li_min, town.machinery), (town.sun_hao, town.food)):
        policy_services.answer_survey(
            actor=person,
            number=survey.number,
            subject_id=company.subjects.get().pk,
            ticks=["01"],
            details={},
            at=MONDAY,
        )
    found = policy_models.Problem.objects.order_by("pk").select_related("case")
    problems = dict(zip(PLACES, [*(one.case.number for one in found), "WT-610302-20191209-0001"], strict=True))
    policy_services.assign_problem(actor=office, number=problems["own"], unit="610400-GD", at=MONDAY)
    event = policy_services.enter_bank_event(actor=office, title="对接会", held_on=day, at=MONDAY)

    def only(number: str) -> dict[str, str]:
        return {"own": number, "near": f"{number}9", "far": f"{number}8"}

    of_policies = "policies:public_policy policies:public_file policies:read policies:own_file policies:policy"
    of_policies += " policies:edit_policy policies:publish_policy policies:withdraw_policy api:read_policy"
    of_problems = "policies:own_problem policies:own_move policies:problem policies:problem_move api:read_problem"
    return {
        **dict.fromkeys(of_policies.split(), only(policy.number)),
        **dict.fromkeys(("policies:received", "policies:push", "policies:export_receipts"), only(push.number)),
        **dict.fromkeys(("policies:sheet", "policies:survey", "policies:close_survey"), only(survey.number)),
        **dict.fromkeys(of_problems.split(), problems),
        "policies:bank_event": only(event.number),
    }


def _visited(town: Town, far_company: MarketEntity) -> dict[str, str]:
    """A planned visit of each company; the far one lies in another city."""
    visit_services.load_catalogs()
    far = Subject.objects.create(
        subject_type="ABOVE_SCALE_ENT", name="演示纺织", entity=far_company, region_id="610302", batch="1",
        in_date=MONDAY.date(),
    )  # fmt: skip
    stranger = replace(town.he_zhen, id=None, name="钱远")
    visitors = {"own": town.he_zhen, "near": stranger, "far": stranger}
    subjects = {"own": town.machinery.subjects.get(), "near": town.food.subjects.get(), "far": far}
    return {
        place: visit_services.open_visit(actor=visitors[place], subject_id=one.pk, at=MONDAY).case.number
        for place, one in subjects.items()
    }


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


def _topic(*matters: Any) -> int:
    """A hot topic with these matters; of one alone nobody sees anything."""
    topic = HotTopic.objects.create(city_id=matters[0].city_id, made_at=MONDAY, title="供水压力不足")
    TopicMember.objects.bulk_create(TopicMember(topic=topic, appeal=case.appeal) for case in dict.fromkeys(matters))
    return int(topic.pk)


def _submit(actor: Actor, company: MarketEntity, word: str = "") -> Any:
    return services.submit_appeal(
        actor=actor,
        uscc=company.uscc,
        category="03",
        title=f"{company.name}的事{word}",
        content=f"{word}供水压力不足，三楼以上车间停产两天。",
        contact=services.Contact("", ""),
        at=MONDAY,
    ).case


def walk(country: Country, role: str, step: str, place: str, answer: str) -> HttpResponse:
    """One request as that role would send it; forms are empty, so that nothing moves."""
    method, name = step.split(" ")
    url = _url(address_of(name), country, place)
    by_key = role == "API" and name.startswith(BY_KEY)
    client = country.client("nobody" if by_key or role == "nobody" else PEOPLE[role])
    headers = {"Authorization": f"Bearer {country.key}"} if by_key else {}
    if set(answer.split()) <= REFUSED and role != "nobody":
        headers |= AS_A_PART
    if method == "GET":
        wanted = EVERY_HEAP if name.endswith(("tasks", "problems")) else EVERY_QUEUE
        return client.get(url, wanted if step in LISTS else {}, headers=headers)
    if name in BODIES_OF_MACHINES:
        content = {**BODIES_OF_MACHINES[name], "uscc": country.companies[place]}
        return client.post(url, json.dumps(content), content_type="application/json", headers=headers)
    form = {"image": SimpleUploadedFile("a.jpg", drawn())} if name.endswith("_picture") else {"version": "99"}
    return client.post(url, form, headers=headers)


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
        responses = [walk(country, role, step, place, answer) for place in places]
        found = " ".join(str(response.status_code) for response in responses)
        texts = [b"".join(response) for response in responses]  # read to the end, which also closes a file
        if step in LISTS and found == "200":
            text = texts[0].decode()
            numbers = country.problems if step.endswith("problems") else country.numbers
            numbers = country.visits if "visits" in step else numbers
            found = " ".join([found, *(place for place in PLACES if numbers[place] in text)])
        if found != answer:
            wrong.append(f"{role}: {found}, declared {answer}")
    assert not wrong


@pytest.mark.parametrize("step", DECLARED)
def test_each_row_names_every_role_once(step: str) -> None:
    assert sorted(role for role, _ in declared(step)) == sorted(ALL.split())


def test_every_address_is_declared() -> None:
    found = {address.name for address in addresses()}
    assert {step.split(" ")[1] for step in DECLARED} == found


@pytest.fixture(scope="module")
def names_by_url(country: Country) -> dict[str, set[str]]:
    """Several operations of the API are asked for at one address."""
    found = defaultdict(set)
    for one in addresses():
        found[_url(one, country)].add(one.name)
    return found


@pytest.mark.django_db
@pytest.mark.parametrize("address", [one for one in addresses() if one.name not in OF_NINJA], ids=lambda one: one.name)
def test_every_method_that_an_address_takes_is_declared(
    address: Address, country: Country, names_by_url: dict[str, set[str]]
) -> None:
    url = _url(address, country)
    taken = {method for method in ("GET", "POST", "PUT", "PATCH", "DELETE") if _takes(country, method, url)}
    same_url = names_by_url[url]
    assert taken == {step.split(" ")[0] for step in DECLARED if step.split(" ")[1] in same_url}


def _url(address: Address, country: Country, place: str = "own") -> str:
    values = country.values_of(address.name, place)
    return reverse(address.name, kwargs={part: values[part] for part in address.parts})


def _takes(country: Country, method: str, url: str) -> bool:
    response = country.client("yang_ping").generic(method, url, content_type="application/json", headers=AS_A_PART)
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
    client = country.client("nobody" if role in ("nobody", "API") else PEOPLE[role])
    headers = {"Authorization": f"Bearer {country.key}"} if role == "API" else {}
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
        actor=office, draw_id=draw_id, title="抽样", purpose="outreach.call_back",
        strata={"S1": draws.StratumPool([number], 1)}, beacon=WitnessBeacon.of(promised), at=MONDAY,
    )  # fmt: skip
    period = {"period_from": day, "period_to": day}
    return CallBackDraw.objects.create(draw_id=draw_id, city_id=office.city_code, made_at=MONDAY, **period).draw_id
