"""What time triggers: one reminder a lamp and deadline, and striking off what nobody objects to."""

import pytest

from yishang.contexts.outreach import jobs
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services import reveal_sample
from yishang.contexts.outreach.tests.conftest import Advance, Do, Live, Town, december, facts
from yishang.contexts.outreach.tests.test_archive_appeal import VALUES, freeze
from yishang.kernel.notify.models import Notice


def told(template: str) -> list[str]:
    names = Notice.objects.filter(template=template).order_by("pk").values_list("account__name", flat=True)
    return sorted(str(name) for name in names)


class TestRemind:
    @pytest.mark.usefixtures("submitted")
    def test_on_a_green_lamp_nobody_is_bothered(self, live_at: Live) -> None:
        live_at(december(9, 11))
        assert jobs.remind() == 0

    @pytest.mark.usefixtures("submitted")
    def test_before_dispatch_the_county_s_office_is_reminded(self, live_at: Live) -> None:
        live_at(december(9, 15, 30))
        assert jobs.remind() == 1
        assert told("appeal_due_soon") == ["陈静"]

    def test_yellow_reminds_the_unit_and_red_the_office_too(self, advance: Advance, live_at: Live) -> None:
        advance("handling")  # due on the 23rd, yellow from the 19th
        live_at(december(19, 16))
        jobs.remind()
        assert told("appeal_due_soon") == ["王工"]
        live_at(december(24, 9))
        jobs.remind()
        assert told("appeal_overdue") == ["王工", "陈静"]

    def test_each_lamp_and_deadline_once(self, town: Town, do: Do, advance: Advance, live_at: Live) -> None:
        advance("handling")
        live_at(december(19, 16))
        assert [jobs.remind(), jobs.remind()] == [1, 0]
        do(town.wang_gong, "request_extension", days="3", reason="道路开挖许可审批未下。", at=december(20, 9))
        do(town.chen_jing, "grant_extension", reason="同意。", at=december(20, 10))
        live_at(december(20, 11))
        assert jobs.remind() == 0  # green again: the deadline has moved
        live_at(december(26, 14))
        assert [jobs.remind(), jobs.remind()] == [1, 0]  # another deadline, another reminder
        live_at(december(27, 9))
        assert [jobs.remind(), jobs.remind()] == [2, 0]

    def test_it_names_the_matter_and_the_deadline(self, advance: Advance, live_at: Live) -> None:
        number = advance("dispatched").case.number
        live_at(december(10, 16))
        jobs.remind()
        notice = Notice.objects.get(template="appeal_due_soon")
        assert number in notice.text and "12月10日 17:00" in notice.text

    def test_what_is_closed_reminds_nobody(self, advance: Advance, live_at: Live) -> None:
        advance("closed")
        live_at(december(31))
        assert jobs.remind() == 0


class TestArchiveContent:
    @pytest.fixture
    def rated(self, town: Town, do: Do, advance: Advance) -> Appeal:
        advance("closed")
        return do(town.li_min, "rate_appeal", star="3", at=december(10))

    def test_five_working_days_after_a_rating_the_matter_is_struck_off(self, rated: Appeal, live_at: Live) -> None:
        live_at(december(17, 16, 59))
        assert jobs.archive_content() == 0
        live_at(december(17, 17))
        assert jobs.archive_content() == 1
        rated.case.refresh_from_db()
        assert rated.case.state == "ARCHIVED"
        assert facts(rated.case.number)[-1] == "archived"

    @pytest.mark.usefixtures("rated")
    def test_again_it_finds_nothing_to_do(self, live_at: Live) -> None:
        live_at(december(18))
        assert [jobs.archive_content(), jobs.archive_content()] == [1, 0]

    def test_without_a_rating_nothing_is_struck_off(self, advance: Advance, live_at: Live) -> None:
        advance("closed")
        live_at(december(31))
        assert jobs.archive_content() == 0

    def test_low_stars_are_never_struck_off_by_themselves(
        self, town: Town, do: Do, advance: Advance, live_at: Live
    ) -> None:
        advance("closed")
        for day in (10, 13):
            do(town.li_min, "rate_appeal", star="2", reason="送电后仍跳闸。", at=december(day))
            if day == 10:
                do(town.wang_gong, "note_progress", note="更换开关。", at=december(11))
                do(town.wang_gong, "close_appeal", result_type="PARTLY", result_text="已更换开关。", at=december(12))
        live_at(december(31))
        assert jobs.archive_content() == 0

    @pytest.mark.usefixtures("rated")
    def test_what_was_drawn_waits_for_its_call(self, town: Town, live_at: Live) -> None:
        draw_id = freeze(town)
        live_at(december(18, 15))
        assert jobs.archive_content() == 0  # the lot has not fallen yet
        for witness, value in VALUES.items():
            reveal_sample(
                actor=town.yang_ping, draw_id=draw_id, witness_id=witness, value_hex=value.hex(), at=december(20)
            )
        live_at(december(31))
        assert jobs.archive_content() == 0
