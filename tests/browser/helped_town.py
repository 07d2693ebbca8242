"""The small town's policies, survey and bank ledgers after some days of work, and who opens their pages."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.urls import reverse

from tests.kept_tables import lay
from yishang.contexts.outreach.tests.conftest import Town
from yishang.contexts.policies import forms, rules, services

Page = tuple[str, str]  # who, address
FOR_FACTORIES = rules.Audience(industries=("C",), age_to=3)
WORKED = (
    ("chen_jing", "assign_problem", {"unit": "610402-ZJ", "note": "请今天联系企业。"}),
    ("liu_gong", "start_problem", {}),
    ("liu_gong", "apply_clear", {"result": "银行已放贷 200 万元。"}),
)


def settle_policies(town: Town, at: datetime) -> dict[str, str]:
    """Policies in each state, a push, a survey with problems half-way, both ledgers; their numbers under `p_…`."""
    lay(services.load_catalogs)
    day, office = at.date(), town.yang_ping
    published = _policy(town, "关于支持中小企业稳定就业的通知", rules.Audience(), at)
    fitting = _policy(town, "制造业企业融资担保费补贴办法", FOR_FACTORIES, at)
    for number in (published, fitting):
        services.publish_policy(actor=office, number=number, at=at)
    draft = _policy(town, "商贸企业纾困办法", rules.Audience(regions=("610402",)), at)
    push = services.push_policies(actor=office, numbers=[published], title="支持复工复产政策包", at=at)
    asked = rules.SurveyEntry("复工复产困难调查", "请如实勾选，逐条交办。", day, day + timedelta(days=10))
    survey = services.open_survey(actor=office, entry=asked, audience=rules.Audience(), at=at)
    sheet = services.answer_survey(
        actor=town.li_min, number=survey.number, subject_id=town.machinery.subjects.get().pk, ticks=["01", "02", "03"],
        details={"01": "流动资金缺口 200 万元。"}, at=at,
    )  # fmt: skip
    clearing, doing, waiting = (one.case.number for one in sheet.problems.order_by("pk").select_related("case"))
    for number, steps in ((clearing, WORKED), (doing, WORKED[:2])):
        for who, move, values in steps:
            forms.carry_out(actor=getattr(town, who), number=number, move=move, values=values, at=at)
    services.enter_tax_loan_bank(actor=office, bank="演示银行", began_on=day, product="税易贷", at=at)
    event = services.enter_bank_event(actor=office, title="复工复产银企对接会", held_on=day, place="市民中心", at=at)
    deal = rules.DealEntry("演示机械有限公司", "演示银行", day, intent=Decimal(200), contract=Decimal(300))
    services.enter_bank_deal(actor=office, event_number=event.number, entry=deal, at=at)
    return {
        "p_policy": published, "p_fitting": fitting, "p_draft": draft, "p_push": push.number, "p_survey": survey.number,
        "p_clearing": clearing, "p_doing": doing, "p_waiting": waiting, "p_event": event.number,
    }  # fmt: skip


def _policy(town: Town, title: str, audience: rules.Audience, at: datetime) -> str:
    entry = rules.PolicyEntry(
        title, f"咸政发〔2019〕演示{len(title)}号", "示例市人民政府", date(2019, 12, 2), "一、总体要求\n\n二、主要措施",
        aspect="03", tags=("就业", "社保"), valid_to=date(2020, 12, 31),
    )  # fmt: skip
    return services.draft_policy(actor=town.yang_ping, entry=entry, audience=audience, at=at).number


def pages_of_policies(numbers: dict[str, str]) -> Iterator[Page]:
    """Every page of the process, as those who use it open it; "" is a stranger."""
    yield "", reverse("policies:in_force")
    yield "", f"{reverse('policies:in_force')}?aspect=03&q=没有这份"
    yield "", reverse("policies:public_policy", args=[numbers["p_policy"]])
    yield from (("li_min", address) for address in _on_the_phone(numbers))
    yield "sun_hao", reverse("policies:sheet", args=[numbers["p_survey"]])
    yield "sun_hao", reverse("policies:fitting")
    for who in ("yang_ping", "chen_jing", "du_cha", "liu_gong"):
        yield who, reverse("policies:policies")
        yield who, reverse("policies:problems")
    yield from (("yang_ping", address) for address in _at_the_office(numbers))
    yield "du_cha", reverse("policies:banks")
    yield "du_cha", f"{reverse('policies:push', args=[numbers['p_push']])}?heap=undelivered"
    moves = [("chen_jing", "p_waiting", "assign_problem"), ("liu_gong", "p_doing", "apply_clear")]
    moves += [("liu_gong", "p_doing", "note_problem"), ("chen_jing", "p_clearing", "return_problem")]
    for who, number, move in moves:
        yield who, reverse("policies:problem_move", args=[numbers[number], move])


def _on_the_phone(numbers: dict[str, str]) -> Iterator[str]:
    for name in ("mine", "fitting", "sheets"):
        yield reverse(f"policies:{name}")
    yield reverse("policies:received", args=[numbers["p_push"]])
    yield reverse("policies:read", args=[numbers["p_fitting"]])
    yield reverse("policies:sheet", args=[numbers["p_survey"]])
    yield reverse("policies:own_problem", args=[numbers["p_clearing"]])
    yield reverse("policies:own_move", args=[numbers["p_clearing"], "dispute_problem"])


def _at_the_office(numbers: dict[str, str]) -> Iterator[str]:
    for name in ("new_policy", "pushes", "surveys", "new_survey", "banks", "new_lender", "new_event"):
        yield reverse(f"policies:{name}")
    for number in ("p_policy", "p_draft"):
        yield reverse("policies:policy", args=[numbers[number]])
    yield reverse("policies:edit_policy", args=[numbers["p_draft"]])
    yield f"{reverse('policies:new_push')}?n={numbers['p_policy']}&n={numbers['p_fitting']}"
    yield reverse("policies:push", args=[numbers["p_push"]])
    yield reverse("policies:survey", args=[numbers["p_survey"]])
    for heap in ("all", "open"):
        yield f"{reverse('policies:problems')}?heap={heap}"
    yield reverse("policies:problem", args=[numbers["p_clearing"]])
    yield reverse("policies:bank_event", args=[numbers["p_event"]])
