"""The demo city's inspections: 41 departments, 2 257 people, the list, a year's plan and two of its tasks."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import product

from yishang.contexts.random_inspection import queries, rules, services
from yishang.contexts.random_inspection.demo.lived import live_through
from yishang.contexts.random_inspection.models import Task
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory import services as directory_services
from yishang.kernel.directory.rules import SYSTEM_ACTOR, AccountEntry, Actor, PostingEntry, Role
from yishang.kernel.draw.rules import WitnessBeacon
from yishang.kernel.geo import queries as geo

FOUNDED = datetime(2019, 1, 2, 9, 0, tzinfo=SHANGHAI)
MARCH = datetime(2019, 3, 20, 10, 0, tzinfo=SHANGHAI)
AUTUMN = datetime(2019, 11, 25, 9, 30, tzinfo=SHANGHAI)
CITY_LINES = (*rules.LINES, "FG", "GX", "TY", "JR")  # of the city; of counties market supervision alone
INSPECTORS, EXPERTS = 2180, 77
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = "安邦辰达恩帆光海继嘉康朗明宁平启荣善泰维文熙祥新学亚毅永宇远泽哲志"
LEADS = (
    ("xianyang.linjian", "林健", "双随机管理岗"),
    ("xianyang.fangyu", "方宇", "信用监管科科长"),
)
REVIEWER = ("xianyang.tangning", "唐宁", "执法监督科")  # who reviews results did not check
ASKED = (
    ("一家小店超范围经营", "来电反映一家小店超出登记的范围经营，请核实（演示）。"),
    ("楼下堆放杂物", "来电反映楼下商户堆放杂物，请检查（演示）。"),
)
TEAMS = (
    ("xianyang.shilei", "石磊", "SJ"), ("xianyang.baihe", "白禾", "SJ"), ("xianyang.gaoyang", "高扬", "SJ"),
    ("xianyang.tianye", "田野", "YJ"), ("xianyang.jiangbo", "江波", "YJ"), ("xianyang.luming", "鲁铭", "YJ"),
)  # fmt: skip


def people_to_meet() -> list[str]:
    """The lead department's desk, and an inspector of each of two bureaus."""
    return [LEADS[0][0], LEADS[1][0], TEAMS[0][0], TEAMS[3][0]]


def tell_story(*, until: datetime, password: str, say: Callable[[str], None]) -> None:
    """Settle the libraries, publish the year's plan, draw its first batch and leave the second to be drawn."""
    city = geo.home_city()
    if directory.unit(f"{city}-SJ") is None:  # a city without units has no story
        return
    say("双随机：事项清单、名录库、计划和抽取")
    services.load_catalogs()
    _open_people(city, password)
    lead, second = (_actor(login, until.date()) for login, *_ in LEADS)
    services.settle(
        actor=lead, lines=_lines(city), people=list(_people(city)), experts=EXPERTS,
        accounts={login: line for login, _, line in TEAMS}, at=FOUNDED,
    )  # fmt: skip
    services.publish_list(actor=lead, at=FOUNDED)
    plan = _plan(lead, second, city)
    task = _batch(lead, plan, city, place=1, at=AUTUMN)
    _draw(lead, task, at=AUTUMN, password=password)
    say("双随机：检查、整改、复查、公示和评价")
    live_through(task, lead=lead, reviewer=_actor(REVIEWER[0], until.date()), until=until)
    _batch(lead, plan, city, place=2, at=until - timedelta(days=1))
    _ask(lead, until)


def _lines(city: str) -> dict[str, str]:
    """Unit code → line, of the city's departments and of the counties' market supervision: 41 in all."""
    wanted = {f"{city}-{line}": line for line in CITY_LINES}
    wanted |= {f"{county.code}-SJ": "SJ" for county in geo.counties_of(city)}
    return {code: line for code, line in wanted.items() if directory.unit(code) is not None}


def _people(city: str) -> Iterator[services.Person]:
    """The inspectors, dealt out to the departments in turn; every fortieth certificate has run out."""
    units = sorted(_lines(city).items())
    names = (f"{surname}{one}{other}" for one, other, surname in product(GIVEN, GIVEN[::-1], SURNAMES))
    for place, name in zip(range(INSPECTORS), names, strict=False):
        code, line = units[place % len(units)]
        expired = place % 40 == 39
        yield services.Person(
            number=f"RY{place + 1:06d}", name=name, unit=code, skills=(line,),
            certificate_no=f"陕D{place + 1:06d}", until=date(2019, 6, 30) if expired else date(2022, 12, 31),
            state="LEAVE" if place % 97 == 96 else "ACTIVE",
        )  # fmt: skip


def _open_people(city: str, password: str) -> None:
    staff = [(login, name, Role.DRL, f"{city}-SJ", title) for login, name, title in LEADS]
    staff += [(REVIEWER[0], REVIEWER[1], Role.DEP, f"{city}-SJ", REVIEWER[2])]
    staff += [(login, name, Role.ENF, f"{city}-{line}", "执法人员") for login, name, line in TEAMS]
    entries = [
        AccountEntry(login=login, name=name, title=title, password=password) for login, name, _, _, title in staff
    ]
    directory_services.open_accounts(actor=SYSTEM_ACTOR, entries=entries, at=FOUNDED, batch="2019-双随机", is_demo=True)
    posts = [
        PostingEntry(login=login, role=role, valid_from=FOUNDED.date(), unit_code=unit, title=title)
        for login, _, role, unit, title in staff
    ]
    directory_services.post_people(actor=SYSTEM_ACTOR, entries=posts, at=FOUNDED, batch="2019-双随机")


def _actor(login: str, on: date) -> Actor:
    [(account, _role, _place)] = directory.posts_of([login], on=on)
    actor = directory.actor_of(account, on=on)
    assert actor is not None
    return actor


def _plan(lead: Actor, second: Actor, city: str) -> str:
    entry = rules.PlanEntry(
        title="2019 年度部门联合抽查计划（演示）", year=2019, kind="JOINT", way="UNTARGETED",
        items=("SJ-01-1", "SJ-02-1", "YJ-05-1"), units=(f"{city}-SJ", f"{city}-YJ"), scope="全市存续企业",
        amount="按信用风险分级", first_day=date(2019, 4, 1), last_day=date(2019, 12, 31),
    )  # fmt: skip
    number = services.draft_plan(actor=lead, entry=entry, at=MARCH, is_demo=True).case.number
    services.submit_plan(actor=lead, number=number, at=MARCH)
    services.file_plan(actor=second, number=number, filing_no="演示双随机〔2019〕1号", at=MARCH + timedelta(hours=2))
    services.publish_plan(actor=lead, number=number, at=MARCH + timedelta(days=1))
    return number


def _batch(lead: Actor, plan: str, city: str, *, place: int, at: datetime) -> Task:
    """A batch of the plan, with nothing drawn yet."""
    entry = rules.TaskEntry(
        title=f"第 {place} 批部门联合抽查（演示）", kind="DRAWN", items=("SJ-01-1", "SJ-02-1", "YJ-05-1"),
        units=(f"{city}-SJ", f"{city}-YJ"), due_on=date(2019, 12, 31), plan=plan, count=12 if place == 1 else None,
    )  # fmt: skip
    return services.draft_task(actor=lead, entry=entry, at=at, is_demo=True)


def _draw(lead: Actor, task: Task, *, at: datetime, password: str) -> None:
    """Two witnesses reveal, the lot falls; whoever it sends gets an account, and the companies are told."""
    number = task.case.number
    values = {f"w{one}": sha256(f"演示 {number} {one}".encode()).digest() for one in (1, 2)}
    roles = {"w1": "市督查室", "w2": "企业代表"}
    beacon = WitnessBeacon.of(
        {"id": name, "role": roles[name], "commitment": sha256(value).hexdigest()} for name, value in values.items()
    )
    services.freeze_task(actor=lead, number=number, beacon=beacon, at=at + timedelta(minutes=10))
    for name, value in values.items():
        services.reveal_witness(
            actor=lead, number=number, witness_id=name, value_hex=value.hex(), at=at + timedelta(hours=1)
        )
    _sign_in(lead, task, at=at + timedelta(hours=1), password=password)
    services.match_inspectors(actor=lead, number=number, at=at + timedelta(hours=2), shorten=True)
    services.notify_companies(actor=lead, number=number, at=at + timedelta(hours=2))


def _sign_in(lead: Actor, task: Task, *, at: datetime, password: str) -> None:
    """Every officer whom the lot sends can sign in: `zf.ry000123`, with the password of the demo."""
    drawn = {one.inspector for row in queries.selected_of(task) for one in row.assignments.all()}
    missing = sorted((one for one in drawn if one.account_id is None), key=lambda one: one.number)
    logins = {one.number: f"zf.{one.number.lower()}" for one in missing}
    entries = [
        AccountEntry(login=logins[one.number], name=one.name, title="执法人员", password=password) for one in missing
    ]
    directory_services.open_accounts(actor=SYSTEM_ACTOR, entries=entries, at=at, batch="2019-抽中人员", is_demo=True)
    posts = [
        PostingEntry(
            login=logins[one.number],
            role=Role.ENF,
            valid_from=FOUNDED.date(),
            unit_code=one.unit.code,
            title="执法人员",
        )
        for one in missing
    ]
    directory_services.post_people(actor=SYSTEM_ACTOR, entries=posts, at=at, batch="2019-抽中人员")
    services.tie_accounts(actor=lead, logins=logins, at=at)


def _ask(lead: Actor, until: datetime) -> None:
    """A ticket of the 12345 line that a department judges, and one that is answered with a reason."""
    region = f"{lead.city_code[:4]}02"
    for place, (title, content) in enumerate(ASKED, start=1):
        entry = rules.LeadEntry("HOTLINE", f"RX201912300000{place}", title, content, region=region)
        number = services.take_lead(entry=entry, at=until - timedelta(hours=24 - place)).case.number
        if place == 2:
            services.decline_lead(
                actor=lead, number=number, reason="反映的是邻里纠纷，不属于检查事项，已转属地社区调解（演示）。",
                at=until - timedelta(hours=20),
            )  # fmt: skip
