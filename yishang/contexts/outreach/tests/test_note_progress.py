import pytest

from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december, due_of, facts
from yishang.kernel.cases.rules import CaseNotVisible, MoveNotOpen, MoveNotYours
from yishang.kernel.context import InvalidInput
from yishang.kernel.evidence.models import Picture
from yishang.kernel.evidence.rules import PictureNotYours


def test_the_unit_tells_the_company_how_it_goes(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    appeal = do(town.wang_gong, "note_progress", note="现场踏勘完毕。", at=december(11))
    do(town.wang_gong, "note_progress", note="路由方案一已报批。", at=december(12))
    assert appeal.case.state == "HANDLING"
    assert facts(appeal.case.number)[-2:] == ["progressed", "progressed"]
    assert due_of(appeal.case.number, "handle") == "12-23 17:00"  # telling is not working: the clock runs on


@pytest.mark.parametrize("person", ["liu_gong", "zhao_lei", "sun_hao", "bao_mi"])
def test_another_unit_has_nothing_to_tell(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("accepted")
    with pytest.raises(CaseNotVisible):
        do(getattr(town, person), "note_progress", note="已办。")


@pytest.mark.parametrize("person", ["chen_jing", "li_min", "zhou_lian"])
def test_only_the_unit_speaks_for_its_work(town: Town, do: Do, advance: Advance, person: str) -> None:
    advance("accepted")
    with pytest.raises(MoveNotYours):
        do(getattr(town, person), "note_progress", note="已办。")


@pytest.mark.parametrize("stage", ["dispatched", "closed"])
def test_not_before_signing_nor_after_closing(town: Town, do: Do, advance: Advance, stage: str) -> None:
    advance(stage)
    with pytest.raises(MoveNotOpen):
        do(town.wang_gong, "note_progress", note="已办。")


@pytest.mark.parametrize("note", ["", "  ", "办" * 1001])
def test_a_note_says_something_and_not_too_much(town: Town, do: Do, advance: Advance, note: str) -> None:
    advance("accepted")
    with pytest.raises(InvalidInput) as refusal:
        do(town.wang_gong, "note_progress", note=note)
    assert list(refusal.value.fields) == ["note"]


def test_somebody_else_s_picture_cannot_be_shown(town: Town, do: Do, advance: Advance) -> None:
    advance("accepted")
    hers = Picture.objects.create(
        uploaded_by_id=town.li_min.id, sha256="0" * 64, width=1, height=1, size=1, at=december(9)
    )
    with pytest.raises(PictureNotYours):
        do(town.wang_gong, "note_progress", note="见照片。", images=[hers.pk])
    with pytest.raises(InvalidInput, match="照片编号不对"):
        do(town.wang_gong, "note_progress", note="见照片。", images=["一"])
