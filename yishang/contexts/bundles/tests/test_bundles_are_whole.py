"""58 bundles, the twelve of the source among them, each offered, and each with nothing wrong in it."""

from dataclasses import replace
from datetime import date

import pytest

from yishang.contexts.bundles import queries, rules
from yishang.kernel.context import InvalidInput

DAY = date(2019, 12, 9)
pytestmark = pytest.mark.django_db


def test_fifty_eight_bundles_are_offered_and_without_a_fault(catalog: None) -> None:
    held = queries.elements_on(DAY)
    assert rules.menu_faults(queries.bundles()) == []
    assert {one.name for one in queries.bundles() if not one.is_sample} == rules.NAMED
    assert [fault for one in queries.bundles() for fault in rules.faults(one, held)] == []
    offers = queries.offers(DAY)
    assert [fault for one in offers if one.plan for fault in rules.unexplained(one.bundle, one.plan)] == []
    [first, *_] = offers
    assert first.plan is not None
    longer = replace(first.plan, after=replace(first.plan.after, half_days=999))
    assert rules.unexplained(first.bundle, longer) == ["时限比分开办还多，须写明理由。"]
    assert rules.unexplained(replace(first.bundle, reason="多了一项公示"), longer) == []


def test_every_path_through_the_questions_ends_in_a_plan_or_in_nothing_to_do(catalog: None) -> None:
    held = queries.elements_on(DAY)
    for bundle in queries.bundles():
        for subject in ("company", "individual", "have"):
            answers = rules.usual_answers(bundle, subject)
            plan = rules.plan_of(bundle, answers, held, on=DAY)
            assert plan.after.half_days <= plan.before.half_days
            assert rules.next_question(bundle, answers) is None


def test_a_restaurant_gets_exactly_its_items_papers_days_and_fees(catalog: None) -> None:
    bundle = next(one for one in queries.bundles() if one.name == "餐饮店")
    answers = {"subject": "individual", "place": "rent", "bank": "no", "staff": "yes", "size": "small", "drain": "no",
               "room": "no", "sign": "no"}  # fmt: skip
    _, plan = queries.plan(bundle.code, answers, on=DAY)
    names = [one.name for one in plan.items.values()]
    assert names[:3] == ["个体工商户注册登记", "公章刻制（含备案）", "税务信息确认"]
    assert names[3:5] == ["企业社会保险登记", "企业医疗保险参保登记"]
    assert names[5:] == ["小餐饮经营许可核发", "从业人员健康证明办理"]
    rent = next(paper for paper in plan.papers if paper.key == "房屋租赁合同")
    assert [plan.items[code].name for code in rent.items] == ["个体工商户注册登记"]
    licence = next(paper for paper in plan.papers if paper.key == "营业执照")
    assert not licence.is_handed_in  # the bundle issues it itself
    assert [(fee.basis, fee.name) for _, fee in plan.fees] == [("延市公发〔2019〕97号", "公章刻制")]
    health, food = (next(part for part in plan.parts if name in str([plan.items[one].name for one in part.items]))
                    for name in ("健康证明", "小餐饮"))  # fmt: skip
    assert health.key in food.after  # its result is a paper of the licence
    assert plan.half_days == 12
    assert plan.half_days < plan.before.half_days


def test_wrong_answers_are_refused_and_stale_ones_dropped(catalog: None) -> None:
    bundle = queries.bundles()[1]
    with pytest.raises(InvalidInput) as wrong:
        rules.check_answers(bundle, {"subject": "emperor"})
    assert "subject" in wrong.value.fields
    with pytest.raises(InvalidInput):
        rules.check_answers(bundle, {"nonsense": "1"})
    with pytest.raises(InvalidInput) as left_open:
        rules.check_answers(bundle, {"subject": "have"}, complete=True)
    assert "bank" in left_open.value.fields
    assert rules.check_answers(bundle, {"subject": "have", "place": "rent"}) == {"subject": "have"}
    assert rules.next_question(bundle, {}) == bundle.questions[0]


def test_rings_unknown_questions_and_items_out_of_force_are_found(catalog: None) -> None:
    held = queries.elements_on(DAY)
    bundle = queries.bundles()[0]
    first, second = bundle.entries[0].item, bundle.entries[1].item
    ring = replace(
        bundle, entries=(rules.Entry(first, "商事登记", (second,)), rules.Entry(second, "商事登记", (first,)))
    )
    assert any("绕成了圈" in fault for fault in rules.faults(ring, held))
    with pytest.raises(rules.OrderLoops):
        rules.plan_of(ring, {}, held, on=DAY)
    stranger = replace(bundle, entries=(rules.Entry(first, "商事登记", (), rules.condition_of("mood=good")),))
    assert rules.faults(stranger, held) == ["条件引用了不存在的问题“mood”。"]
    assert rules.faults(replace(bundle, entries=(rules.Entry("0", "商事登记"),)), held) == [
        "事项 0 现在没有在用的版本。"
    ]
    with pytest.raises(rules.NothingToDo):
        rules.plan_of(replace(bundle, entries=()), {}, held, on=DAY)
    with pytest.raises(queries.BundleSuspended, match="暂停受理"):
        queries.check_offered(bundle, {})
