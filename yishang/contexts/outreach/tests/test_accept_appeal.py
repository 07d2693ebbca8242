import pytest

from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseChangedMeanwhile, CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.clocks.models import Clock
from yishang.kernel.context import InvalidInput


def test_wang_gong_signs_and_the_signing_clock_stops(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    appeal = do(town.wang_gong, "accept_appeal", at=december(10, 16))
    number = appeal.case.number
    assert appeal.case.state == "ACCEPTED"
    assert (due_of(number, "accept"), due_of(number, "handle")) == ("", "12-23 17:00")
    assert Clock.objects.get(subject=number, code="accept").stopped_at == december(10, 16)
    assert appeal.case.clock_code == "handle"
    assert facts(number)[-1] == "accepted"


def test_signing_late_is_possible_and_stays_visible(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched")
    appeal = do(town.wang_gong, "accept_appeal", at=december(11))
    signing = Clock.objects.get(subject=appeal.case.number, code="accept")
    assert signing.stopped_at is not None and signing.stopped_at > signing.due_at


def test_on_line_a_the_county_s_office_signs_for_itself(town: Town, do: Do, advance: Advance) -> None:
    advance("triaged")
    do(town.chen_jing, "dispatch_appeal", unit="610402-YSB")
    assert do(town.chen_jing, "accept_appeal").case.state == "ACCEPTED"


@pytest.mark.parametrize("person", ["liu_gong", "zhao_lei", "sun_hao", "xi_tong"])
def test_another_unit_does_not_even_see_it(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("dispatched")
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "accept_appeal")


@pytest.mark.parametrize("person", ["chen_jing", "yang_ping", "li_min", "zhou_lian", "du_cha"])
def test_nobody_signs_in_the_unit_s_place(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("dispatched")
    with pytest.raises(MoveNotYours, match="由承办单位办理"):
        do(getattr(town, person), "accept_appeal")


def test_signed_is_signed(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    with pytest.raises(MoveNotOpen, match="现在是“已签收”（王工刚刚处理过），不能签收。"):
        do(town.wang_gong, "accept_appeal")


def test_who_looked_at_an_older_version_is_told(town: Town, do: Do, advance: Advance) -> None:
    seen = advance("dispatched").case.version
    do(town.li_min, "supplement_appeal", note="补充：变压器容量 800kVA。")
    with pytest.raises(CaseChangedMeanwhile, match=r"^李敏 10:26 已补充材料，请按最新内容办理。$"):
        do(town.wang_gong, "accept_appeal", version=seen)


def test_a_note_has_its_length(town: Town, do: Do, advance: Advance) -> None:
    advance("dispatched", at=MONDAY)
    with pytest.raises(InvalidInput) as refusal:
        do(town.wang_gong, "accept_appeal", note="收" * 501)
    assert refusal.value.fields == {"note": "最多 500 个字。"}
