"""What time brings about: reminders earlier for those who want them, of progress and of reviews; cheap and once."""

from datetime import date, datetime, time

import pytest

from yishang.contexts.outreach import jobs, services
from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services import reminding
from yishang.contexts.outreach.tests.conftest import MONDAY, Advance, Do, Live, Town, december, january
from yishang.kernel.cases.models import Case
from yishang.kernel.directory.models import Account, Posting
from yishang.kernel.directory.rules import Actor, Role
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.notify import queries as notices
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.models import Mark, Notice


def told(template: str) -> list[str]:
    found = Notice.objects.filter(template=template, channel="IN_SITE").order_by("pk")
    return sorted(str(name) for name in found.values_list("account__name", flat=True))


def wants_ahead(person: Actor, half_days: int) -> None:
    notify.choose_notices(actor=person, choices={}, digest_at=time(17), lead_half_days=half_days, at=MONDAY)


class TestAhead:
    """At handling since the 9th, due on the 23rd at 17:00, yellow from the 19th."""

    def test_whoever_chose_it_is_told_earlier_and_at_yellow_again(
        self, town: Town, advance: Advance, live_at: Live
    ) -> None:
        wants_ahead(town.wang_gong, 10)
        advance("handling")
        live_at(december(16, 16, 50))
        assert jobs.remind() == 0
        live_at(december(16, 17))
        assert [jobs.remind(), jobs.remind()] == [1, 0]
        assert told("appeal_due_soon") == ["王工"]
        live_at(december(19, 16))
        assert jobs.remind() == 1

    def test_nobody_else_is_told_earlier(self, town: Town, advance: Advance, live_at: Live) -> None:
        wants_ahead(town.chen_jing, 10)  # the office is reminded only while there is no unit
        advance("handling")
        live_at(december(17))
        assert jobs.remind() == 0

    def test_what_is_overdue_already_is_not_told_as_coming(self, town: Town, advance: Advance, live_at: Live) -> None:
        advance("handling")
        wants_ahead(town.wang_gong, 2)
        live_at(december(24))
        jobs.remind()
        assert (told("appeal_due_soon"), told("appeal_overdue")) == ([], ["王工", "陈静"])


class TestCheapness:
    def test_a_run_goes_on_where_the_last_one_stopped(self, advance: Advance, live_at: Live) -> None:
        advance("handling")
        live_at(december(19, 16))
        jobs.remind()
        mark = Mark.objects.get(pk="outreach.appeal.yellow")
        assert (mark.at.replace(second=0, microsecond=0), mark.row_id) == (december(19, 16), 0)

    @pytest.mark.usefixtures("submitted")
    def test_more_than_a_batch_is_told_in_batches_and_an_unfinished_run_goes_on(
        self, town: Town, live_at: Live, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reminding, "ROWS", 2)
        monkeypatch.setattr(reminding, "BATCHES", 1)
        for place in range(4):
            services.submit_appeal(
                actor=town.li_min, uscc=town.machinery.uscc, category="03", title=f"第 {place} 件",
                content=f"第 {place} 件：厂区用电还没有接通，已经等了很久。",
                contact=services.Contact("李敏", "19900000101"), at=MONDAY,
            )  # fmt: skip
        live_at(december(9, 16))
        assert [jobs.remind() for _ in range(4)] == [2, 2, 1, 0]
        assert Notice.objects.filter(template="appeal_due_soon").values("subject").distinct().count() == 5

    def test_what_changed_behind_its_back_is_seen_the_next_day(self, advance: Advance, live_at: Live) -> None:
        appeal = advance("handling")
        live_at(december(19, 9))
        assert jobs.remind() == 0
        Case.objects.filter(pk=appeal.pk).update(warn_at=december(12))  # a deadline was recomputed
        live_at(december(19, 10))
        assert jobs.remind() == 0
        live_at(december(20, 9))
        assert jobs.remind() == 1

    def test_whoever_is_newly_posted_hears_it_too_and_nobody_twice(
        self, town: Town, advance: Advance, live_at: Live
    ) -> None:
        advance("handling")
        live_at(december(19, 16))
        jobs.remind()
        newcomer = Account.objects.create(login="xiaozhang", name="小张")
        Posting.objects.create(account=newcomer, role=Role.DEP, unit=town.power, valid_from=date(2019, 12, 20))
        live_at(december(20, 9))
        assert jobs.remind() == 1
        assert told("appeal_due_soon") == ["小张", "王工"]


class TestTextMessages:
    def test_the_unit_cannot_miss_that_it_is_overdue(self, town: Town, advance: Advance, live_at: Live) -> None:
        Account.objects.filter(pk=town.wang_gong.id).update(phone="19900000177")
        advance("handling")
        live_at(december(24, 9))
        jobs.remind()
        sms = Notice.objects.get(template="appeal_overdue", channel="SMS")
        assert (sms.account_id, sms.phone) == (town.wang_gong.id, "19900000177")

    def test_no_text_holds_a_full_telephone_company_code_or_identity(
        self, town: Town, submitted: Appeal, do: Do, live_at: Live
    ) -> None:
        secret = "身份证 610104199001010012，电话 13912345678"
        Case.objects.filter(pk=submitted.pk).update(title=secret)
        town.machinery.name = town.machinery.uscc  # as a company is called that nobody knows by name
        town.machinery.save()
        live_at(december(9, 16))
        jobs.remind()
        do(town.chen_jing, "reject_appeal", reason=f"{secret}，{town.machinery.uscc}")
        journal_jobs.drain()
        texts = " ".join(Notice.objects.values_list("text", flat=True))
        assert "610104********0012" in texts
        for full in ("610104199001010012", "13912345678", town.machinery.uscc):
            assert full not in texts


class TestProgress:
    @pytest.fixture
    def hard(self, advance: Advance) -> Appeal:
        return advance("handling", star=5)

    @pytest.mark.usefixtures("hard")
    def test_ten_working_days_without_news_remind_unit_and_office_once(self, live_at: Live) -> None:
        live_at(december(23, 16, 59))
        assert jobs.remind_slowly() == 0
        live_at(december(23, 17))
        assert [jobs.remind_slowly(), jobs.remind_slowly()] == [2, 0]
        assert told("appeal_progress_due") == ["王工", "陈静"]
        assert "12月9日" in Notice.objects.filter(template="appeal_progress_due")[0].text

    @pytest.mark.usefixtures("hard")
    def test_and_again_after_ten_more(self, live_at: Live) -> None:
        live_at(december(24, 9))
        jobs.remind_slowly()
        live_at(january(7, 17))
        assert jobs.remind_slowly() == 2

    @pytest.mark.usefixtures("hard")
    def test_news_begin_the_ten_days_anew(self, town: Town, do: Do, live_at: Live) -> None:
        do(town.wang_gong, "note_progress", note="方案已会审。", at=december(20))
        live_at(december(31, 16))
        assert jobs.remind_slowly() == 0

    def test_easier_matters_are_not_asked_for_it(self, advance: Advance, live_at: Live) -> None:
        advance("handling", star=4)
        live_at(december(31))
        assert jobs.remind_slowly() == 0


class TestReviews:
    @pytest.fixture
    def shelved(self, submitted: Appeal) -> Appeal:
        Case.objects.filter(pk=submitted.pk).update(state="PENDING")
        Appeal.objects.filter(pk=submitted.pk).update(review_on=date(2019, 12, 20))
        return submitted

    @pytest.mark.usefixtures("shelved")
    def test_the_city_s_office_is_told_on_the_day_once(self, live_at: Live) -> None:
        live_at(december(19))
        assert jobs.remind_slowly() == 0
        live_at(december(20, 8))
        assert [jobs.remind_slowly(), jobs.remind_slowly()] == [1, 0]
        assert told("appeal_review_due") == ["杨萍"]
        assert "12月20日" in Notice.objects.get(template="appeal_review_due").text

    def test_another_day_of_review_is_another_reminder(self, shelved: Appeal, live_at: Live) -> None:
        live_at(december(20))
        jobs.remind_slowly()
        Appeal.objects.filter(pk=shelved.pk).update(review_on=date(2019, 12, 27))
        live_at(december(27))
        assert jobs.remind_slowly() == 1

    def test_what_is_not_shelved_is_not_reviewed(self, submitted: Appeal, live_at: Live) -> None:
        Appeal.objects.filter(pk=submitted.pk).update(review_on=date(2019, 12, 20))
        live_at(december(27))
        assert jobs.remind_slowly() == 0


def test_marks_are_kept_by_name(db: None) -> None:
    at: datetime = MONDAY
    assert notices.mark_of("x") is None
    notify.keep_mark(name="x", at=at, row_id=3)
    notify.keep_mark(name="x", at=at)
    found = notices.mark_of("x")
    assert found and (found.at, found.row_id) == (at, 0)
