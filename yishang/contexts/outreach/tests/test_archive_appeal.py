from hashlib import sha256

import pytest

from yishang.contexts.outreach import services
from yishang.contexts.outreach.models import CallBackChoice
from yishang.contexts.outreach.rules import NotYetToArchive
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput

RESULT = {"result_type": "SOLVED", "result_text": "专线已送电，设备可以调试。"}
VALUES = {"w1": bytes(range(32)), "w2": bytes(range(32, 64))}


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping"])
def test_what_the_company_is_content_with_is_struck_off(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="3", at=december(10))
    appeal = do(getattr(town, person), "archive_appeal", note="核实无误", at=december(11))
    assert appeal.case.state == "ARCHIVED"
    assert facts(appeal.case.number)[-1] == "archived"


def test_after_a_content_call_it_is_struck_off(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.chen_jing, "call_back_appeal", outcome="SATISFIED", at=december(25))
    assert do(town.chen_jing, "archive_appeal", at=december(26)).case.state == "ARCHIVED"


def test_an_unhappy_company_s_matter_stays_open(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.chen_jing, "call_back_appeal", outcome="DISSATISFIED", at=december(25))
    with pytest.raises(NotYetToArchive, match="不满意") as refusal:
        do(town.chen_jing, "archive_appeal", at=december(26))
    assert refusal.value.next_step == "请先回访，或退回重新办理。"


def test_low_stars_are_asked_about_first(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="2", reason="送电后仍跳闸。", at=december(10))
    do(town.wang_gong, "note_progress", note="更换开关。", at=december(11))
    do(town.wang_gong, "close_appeal", at=december(12), **RESULT)
    do(town.li_min, "rate_appeal", star="2", reason="还是跳闸。", at=december(12))
    with pytest.raises(NotYetToArchive, match="企业评价 2 星，须先回访"):
        do(town.chen_jing, "archive_appeal", at=december(13))


def test_what_may_still_be_drawn_waits_for_the_lot_and_what_is_drawn_for_its_call(
    town: Town, do: Do, advance: Advance
) -> None:
    number = advance("closed").case.number
    do(town.li_min, "rate_appeal", star="5", at=december(10))
    draw_id = freeze(town)
    with pytest.raises(NotYetToArchive, match="还没有抽取"):
        do(town.chen_jing, "archive_appeal", at=december(19))
    for witness, value in VALUES.items():
        services.reveal_sample(
            actor=town.yang_ping, draw_id=draw_id, witness_id=witness, value_hex=value.hex(), at=december(20)
        )
    assert CallBackChoice.objects.get(appeal__case__number=number).is_selected
    with pytest.raises(NotYetToArchive, match="已抽中回访"):
        do(town.chen_jing, "archive_appeal", at=december(20))
    do(town.chen_jing, "call_back_appeal", outcome="SATISFIED", at=december(20))
    assert do(town.chen_jing, "archive_appeal", at=december(20)).case.state == "ARCHIVED"


def freeze(town: Town) -> str:
    witnesses = [
        {"id": name, "role": "市营商办", "commitment": sha256(value).hexdigest()} for name, value in VALUES.items()
    ]
    sample = services.freeze_sample(
        actor=town.yang_ping,
        period_from=december(1).date(),
        period_to=december(15).date(),
        witnesses=witnesses,
        at=december(18),
    )
    return sample.draw_id


@pytest.mark.parametrize("person", ["zhao_lei", "liu_gong", "sun_hao", "shen_ji"])
def test_another_county_does_not_see_it(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("closed")
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "archive_appeal")


@pytest.mark.parametrize("person", ["wang_gong", "li_min", "zhou_lian", "du_cha"])
def test_whoever_did_the_work_does_not_strike_it_off(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="5", at=december(10))
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "archive_appeal", at=december(11))


def test_closing_is_not_striking_off(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    with pytest.raises(MoveNotOpen, match="现在是“已办结，待评价”"):
        do(town.chen_jing, "archive_appeal", at=december(11))


def test_a_note_has_its_length(town: Town, do: Do, advance: Advance) -> None:
    advance("closed")
    do(town.li_min, "rate_appeal", star="5", at=december(10))
    with pytest.raises(InvalidInput):
        do(town.chen_jing, "archive_appeal", note="核" * 501)
