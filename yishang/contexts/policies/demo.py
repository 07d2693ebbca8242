"""The demo city's policies: a dozen invented documents, one package pushed in November, one survey under way."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal

from yishang.contexts.policies import queries, rules, services
from yishang.contexts.policies.models import Problem
from yishang.kernel.clocks.rules import SHANGHAI
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.geo import queries as geo

WRITTEN = datetime(2019, 11, 18, 9, 30, tzinfo=SHANGHAI)
ASKED = datetime(2019, 12, 23, 9, 0, tzinfo=SHANGHAI)
EVERYBODY = rules.Audience()
FACTORIES = rules.Audience(industries=("C",))
YOUNG = rules.Audience(age_to=5)
SITES = rules.Audience(subject_types=("KEY_PROJECT",), build_statuses=("STARTED", "CONTINUING"))
DOCUMENTS: tuple[tuple[str, str, str, rules.Audience], ...] = (
    ("01", "小微企业税费减免办事指引（演示）", "符合条件的小微企业按季申报减免，不用另外提交资料。", EVERYBODY),
    (
        "02",
        "制造业企业融资担保费补贴办法（演示）",
        "通过政府性担保机构贷款的制造业企业，担保费按一定比例补贴。",
        FACTORIES,
    ),
    ("02", "新办企业首次贷款贴息办法（演示）", "登记五年以内的企业首次取得贷款的，给予贴息。", YOUNG),
    ("03", "企业稳岗返还办理通知（演示）", "不裁员、少裁员的企业返还上年度部分失业保险费。", EVERYBODY),
    ("04", "社会保险费缓缴办理办法（演示）", "生产经营暂时困难的企业可以申请缓缴。", EVERYBODY),
    ("06", "企业用电报装提速办法（演示）", "低压报装三个环节以内，高压报装四个环节以内。", EVERYBODY),
    ("09", "工业企业技术改造奖补办法（演示）", "设备投入达到标准的技术改造项目给予奖补。", FACTORIES),
    ("10", "企业研发投入补助办法（演示）", "按研发投入的一定比例补助。", FACTORIES),
    ("12", "重点项目用地保障办法（演示）", "在建重点项目优先安排用地指标。", SITES),
    ("13", "重点项目审批帮办代办办法（演示）", "每个重点项目明确一名帮办代办员。", SITES),
    ("15", "外贸企业出口信用保险补贴办法（演示）", "投保出口信用保险的企业给予保费补贴。", FACTORIES),
    ("20", "企业公益法律服务指引（演示）", "每月组织律师为企业免费体检一次。", EVERYBODY),
)
TICKS = (("01", "11"), ("02",), ("05", "01", "10"))
FAR = (5, 4, 5, 3, 2, 1)  # steps that the ticks have come, one after the other
DAYS_AFTER = tuple(timedelta(days=day, hours=hour) for day, hour in ((0, 8), (1, 1), (3, 7), (4, 1), (4, 6)))
SOLVED = "已上门了解情况，手续当场办结，企业书面确认（演示）。"
BANKS = (("演示银行甲", "税易贷"), ("演示银行乙", "银税通"), ("演示银行丙", "纳税信用贷"))
Entry = tuple[str, Decimal | None, Decimal | None, Decimal | None, Decimal | None]
MEETINGS: tuple[tuple[date, tuple[Entry, ...]], ...] = (
    (date(2019, 6, 20), (("演示纺织有限公司", None, Decimal(1200), Decimal(800), Decimal("9.60")),)),
    (
        date(2019, 10, 17),
        (
            ("演示食品有限公司", Decimal(500), None, None, None),
            ("演示装备有限公司", Decimal(300), Decimal(2000), Decimal(500), Decimal(24)),
        ),
    ),
)
DETAILS = {"01": "年底回款慢，流动资金紧张。"}


def tell_story(*, until: datetime, password: str, say: Callable[[str], None]) -> None:  # noqa: ARG001
    """Write, publish and push the documents, open the survey, let the first companies answer."""
    office = _clerk(directory.office_accounts(geo.home_city(), on=WRITTEN.date()))
    if office is None:  # a city without people has no story
        return
    say("发布和推送惠企政策")
    services.load_catalogs()
    numbers = [_published(office, place, *document) for place, document in enumerate(DOCUMENTS, start=1)]
    services.push_policies(actor=office, numbers=numbers, title="惠企政策演示包", at=WRITTEN, is_demo=True)
    _keep_ledgers(office)
    asked = rules.SurveyEntry("年底生产经营困难调查（演示）", "勾选的每一项都会交办。", ASKED.date(), date(2020, 1, 10))
    survey = services.open_survey(actor=office, entry=asked, audience=EVERYBODY, at=ASKED, is_demo=True)
    for place, company in enumerate(_companies(len(TICKS))):
        _answer(company, survey.number, TICKS[place], ASKED + timedelta(hours=place + 1))
    for place, problem in enumerate(Problem.objects.filter(sheet__survey=survey).select_related("case", "sheet")):
        _worked_on(problem, steps=FAR[place % len(FAR)])


def _worked_on(problem: Problem, *, steps: int) -> None:
    """The first steps of a tick's way from being given out to being struck off, a day or two apart."""
    number, region = problem.case.number, problem.case.region_id
    office = _clerk(directory.office_accounts(region, on=ASKED.date()))
    found = (
        (unit, _clerk(directory.people_on_duty(unit.pk, Role.DEP))) for unit in directory.units_for_dispatch(region)
    )
    unit, worker = next(((unit, worker) for unit, worker in found if worker), (None, None))
    company = _clerk([problem.sheet.answered_by_id] if problem.sheet.answered_by_id else [])
    if office is None or worker is None or unit is None or company is None:
        return
    way: tuple[Callable[[datetime], object], ...] = (
        lambda at: services.assign_problem(actor=office, number=number, unit=unit.code, at=at),
        lambda at: services.start_problem(actor=worker, number=number, at=at),
        lambda at: services.apply_clear(actor=worker, number=number, result=SOLVED, at=at),
        lambda at: services.confirm_problem(actor=company, number=number, at=at),
        lambda at: services.clear_problem(actor=office, number=number, at=at, note="已核对办理凭证。"),
    )
    for step, moment in zip(way[:steps], DAYS_AFTER, strict=False):
        step(ASKED + moment)


def _keep_ledgers(office: Actor) -> None:
    """Some lines of both bank ledgers: intents, contracts and money paid out each in its own column."""
    for bank, product in BANKS:
        services.enter_tax_loan_bank(
            actor=office, bank=bank, product=product, began_on=date(2019, 5, 6), at=WRITTEN, is_demo=True
        )
    for place, (held_on, entries) in enumerate(MEETINGS, start=1):
        event = services.enter_bank_event(
            actor=office,
            title=f"第{place}次银企项目对接会（演示）",
            held_on=held_on,
            place="市民中心",
            at=WRITTEN,
            is_demo=True,
        )
        for company, intent, contract, paid_out, saved in entries:
            entry = rules.DealEntry(
                company, BANKS[place][0], held_on, intent=intent, contract=contract, paid_out=paid_out, saved=saved
            )
            services.enter_bank_deal(actor=office, event_number=event.number, entry=entry, at=WRITTEN)


def people_to_meet() -> list[str]:
    """Nobody beside those of the city's own story."""
    return []


def _published(office: Actor, place: int, aspect: str, title: str, text: str, audience: rules.Audience) -> str:
    entry = rules.PolicyEntry(
        title, f"演示〔2019〕{place}号", "咸阳市营商办（演示）", WRITTEN.date(), f"本文件为演示数据。\n\n{text}",
        aspect=aspect, valid_to=date(2020, 12, 31), tags=("演示数据",),
    )  # fmt: skip
    drafted = services.draft_policy(actor=office, entry=entry, audience=audience, at=WRITTEN, is_demo=True)
    return services.publish_policy(actor=office, number=drafted.number, at=WRITTEN).number


def _companies(many: int) -> list[Actor]:
    """The clerks of the first listed companies that have one."""
    found: list[Actor] = []
    subjects = queries.subjects_in(geo.home_city(), on=ASKED.date())
    entities = list(dict.fromkeys(one.entity_id for one in subjects if one.subject_type == "ABOVE_SCALE_ENT"))
    accounts = directory.accounts_of_entities(entities, on=ASKED.date())
    for entity_id in entities:
        actor = _clerk(accounts.get(entity_id, []))
        if actor is not None and actor.role == Role.ENT:
            found.append(actor)
        if len(found) == many:
            break
    return found


def _answer(company: Actor, survey: str, ticks: tuple[str, ...], at: datetime) -> None:
    policies = queries.visible_policies(company).order_by("pk")[:2]
    for one in policies:
        services.note_reading(actor=company, policy=one, at=at)
    subject = queries.own_subjects(company, on=at.date())[0]
    told = {code: DETAILS[code] for code in ticks if code in DETAILS}
    services.answer_survey(actor=company, number=survey, subject_id=subject.pk, ticks=ticks, details=told, at=at)


def _clerk(accounts: list[int]) -> Actor | None:
    """The first of these accounts in its post."""
    account = directory.account(accounts[0]) if accounts else None
    return directory.actor_of(account, on=ASKED.date()) if account else None
