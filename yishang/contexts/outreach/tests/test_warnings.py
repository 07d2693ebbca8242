"""The five warnings (handbook 1.5 预警规则): when each is raised, when it ends, who is told, where it is seen."""

import re
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from yishang.contexts.outreach import jobs, queries, services
from yishang.contexts.outreach.models import Appeal, AppealWarning
from yishang.contexts.outreach.queries import Wanted
from yishang.contexts.outreach.rules import Standing, warnings_due
from yishang.contexts.outreach.tests.conftest import (
    MONDAY,
    Advance,
    Do,
    IssueKey,
    Live,
    Town,
    asked_twice,
    december,
    facts,
    january,
)
from yishang.kernel.context import InvalidInput
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.journal import queries as journal
from yishang.kernel.notify.models import Notice


def standing() -> dict[str, str]:
    """Code → reason of the warnings that stand open, of all matters."""
    return dict(AppealWarning.objects.filter(ended_at=None).values_list("code", "reason"))


def watch(at: datetime) -> dict[str, str]:
    """What stands open after the job has looked."""
    services.raise_due_warnings(at=at)
    return standing()


class TestSigning:
    """W1 超时接收."""

    def test_a_matter_not_signed_in_time_is_warned_of_and_signing_ends_it(
        self, town: Town, do: Do, advance: Advance
    ) -> None:
        number = advance("dispatched").case.number
        assert watch(december(10, 17, 0)) == {}
        assert watch(december(10, 17, 1)) == {"W1": "应在 12月10日 17:00 前签收，到时没有签收。"}
        assert facts(number)[-1] == "warned"
        do(town.wang_gong, "accept_appeal", at=december(11))
        assert standing() == {}
        kept = AppealWarning.objects.get()
        assert (kept.raised_at, kept.ended_at, kept.unit) == (december(10, 17, 1), december(11), town.power)

    def test_it_is_raised_once(self, advance: Advance) -> None:
        number = advance("dispatched").case.number
        for hour in (9, 10, 11):
            watch(december(11, hour))
        assert AppealWarning.objects.count() == 1
        assert facts(number).count("warned") == 1

    def test_the_job_looks_by_the_platform_s_clock(self, advance: Advance, live_at: Live) -> None:
        advance("dispatched")
        live_at(december(11))
        assert jobs.warn() == 1
        assert jobs.warn() == 0

    def test_a_dispatch_taken_back_ends_it(self, town: Town, do: Do, advance: Advance) -> None:
        advance("dispatched")
        watch(december(11))
        do(town.chen_jing, "recall_dispatch", at=december(11, 11))
        assert watch(december(11, 12)) == {}


class TestHandling:
    """W2 逾期办理."""

    def test_a_matter_not_closed_in_time_is_warned_of_and_closing_ends_it(
        self, town: Town, do: Do, advance: Advance
    ) -> None:
        advance("handling")
        assert watch(december(23, 17, 0)) == {}
        assert watch(december(23, 17, 1)) == {"W2": "应在 12月23日 17:00 前办结，到时没有办结。"}
        do(town.wang_gong, "close_appeal", result_type="SOLVED", result_text="已送电。", at=december(24))
        assert standing() == {}

    def test_more_time_ends_it(self, town: Town, do: Do, advance: Advance) -> None:
        advance("handling")
        do(town.wang_gong, "request_extension", days="3", reason="等批复。", at=december(19))
        assert set(watch(december(24))) == {"W2"}
        do(town.chen_jing, "grant_extension", reason="同意。", at=december(24))
        assert standing() == {}

    def test_what_is_shelved_is_not_late(self, town: Town, do: Do, advance: Advance) -> None:
        advance("handling")
        watch(december(24))
        do(town.yang_ping, "shelve_appeal", reason="等批复。", review_on="2020-01-15", at=december(24, 11))
        assert watch(january(10)) == {}
        do(town.chen_jing, "resume_appeal", reason="批下来了。", at=january(10))
        assert set(watch(january(13))) == {"W2"}  # it was late already when it was put aside


class TestPassingOn:
    """W3 推诿扯皮."""

    def test_a_second_request_is_warned_of_until_the_matter_is_closed(
        self, town: Town, do: Do, advance: Advance
    ) -> None:
        asked_twice(town, do, advance)
        assert standing() == {"W3": "申请退回 2 次。"}
        do(town.yang_ping, "arbitrate_return", unit=town.housing.code, reason="按三定方案。")
        do(town.liu_gong, "accept_appeal")
        do(town.liu_gong, "note_progress", note="已受理路由审批。")
        assert set(standing()) == {"W3"}
        do(town.liu_gong, "close_appeal", result_type="SOLVED", result_text="已批复。")
        assert standing() == {}

    def test_a_third_change_of_the_unit_is_warned_of(self, town: Town, do: Do, advance: Advance) -> None:
        advance("triaged")
        for unit in (town.power, town.housing, town.power, town.housing):
            assert standing() == {}
            do(town.chen_jing, "dispatch_appeal", unit=unit.code)
            Appeal.objects.update(returned_count=0)  # each change by another way than a second request
            worker = town.wang_gong if unit == town.power else town.liu_gong
            if Appeal.objects.get().dispatched_count < 4:
                do(worker, "request_return", reason="不归我们。")
                do(town.chen_jing, "grant_return", reason="同意改派。")
        assert standing() == {"W3": "改派 3 次。"}

    def test_a_basis_that_the_duty_list_contradicts_is_warned_of(self, town: Town, do: Do, advance: Advance) -> None:
        advance("accepted")
        do(town.wang_gong, "request_return", reason="不归我们。", basis="供电营业规则。")
        do(town.chen_jing, "refuse_return", reason="清单第 7 项写明由供电公司办。", conflicts=True)
        assert standing() == {"W3": "退回理由与权责清单冲突：清单第 7 项写明由供电公司办。"}

    def test_a_plain_refusal_is_none(self, town: Town, do: Do, advance: Advance) -> None:
        advance("accepted")
        do(town.wang_gong, "request_return", reason="不归我们。")
        do(town.chen_jing, "refuse_return", reason="请你单位牵头。")
        assert standing() == {}


class TestStandingStill:
    """W4 停滞."""

    def test_half_of_the_limit_without_a_word_is_warned_of_and_a_word_ends_it(
        self, town: Town, do: Do, advance: Advance
    ) -> None:
        appeal = advance("accepted")
        assert appeal.half_time_at is not None  # ten working days from Monday the 9th: 22 halves to the 23rd
        assert watch(december(16, 12, 59)) == {}
        assert watch(december(16, 13)) == {"W4": "办理时限 12月16日 13:00 已过一半，还没有一条办理记录。"}
        do(town.wang_gong, "note_progress", note="已到现场。", at=december(17))
        assert standing() == {}
        assert watch(december(20)) == {}

    def test_who_noted_something_is_not_silent(self, advance: Advance) -> None:
        advance("handling")
        assert watch(december(20)) == {}

    def test_before_signing_the_fault_is_another(self, advance: Advance) -> None:
        advance("dispatched")
        assert set(watch(december(17))) == {"W1"}

    def test_what_an_assisting_unit_notes_counts(self, town: Town, do: Do, advance: Advance) -> None:
        advance("triaged")
        do(town.chen_jing, "dispatch_appeal", unit=town.power.code, co_units=[town.housing.code])
        do(town.wang_gong, "accept_appeal")
        do(town.liu_gong, "note_assistance", note="路由图已审。", at=december(11))
        assert watch(december(17)) == {}

    def test_done_again_it_is_counted_anew(self, town: Town, do: Do, advance: Advance) -> None:
        advance("closed")
        do(town.li_min, "rate_appeal", star=2, reason="没解决。", at=december(10))
        assert Appeal.objects.get().progressed_at is None
        assert set(watch(december(13, 15))) == {"W4"}  # five working days until the 17th

    def test_time_put_aside_does_not_count(self, town: Town, do: Do, advance: Advance) -> None:
        advance("accepted")
        do(town.wang_gong, "request_shelving", reason="等批复。", review_on="2020-01-15", at=december(10))
        do(town.yang_ping, "shelve_appeal", reason="等批复。", review_on="2020-01-15", at=december(10, 11))
        assert watch(december(20)) == {}
        do(town.chen_jing, "resume_appeal", reason="可以办了。", at=december(24))  # ten working days later
        assert watch(december(27)) == {}
        assert set(watch(december(30, 13))) == {"W4"}


class TestHollowClosing:
    """W5 虚假办结."""

    def test_two_stars_and_nobody_called_is_warned_of_until_closed_anew(
        self, town: Town, do: Do, advance: Advance
    ) -> None:
        number = advance("closed").case.number
        do(town.li_min, "rate_appeal", star=2, reason="没人管。", is_uncontacted=True, at=december(10))
        assert set(standing()) == {"W5"}
        said = queries.detail(town.wang_gong, number, now=december(10)).timeline
        assert "企业称办理期间没有人联系过" in [detail for entry in said for detail in entry.details]
        do(town.wang_gong, "note_progress", note="已上门。", at=december(11))
        assert set(standing()) == {"W5"}
        do(town.wang_gong, "close_appeal", result_type="SOLVED", result_text="已当面解决。", at=december(12))
        assert standing() == {}
        assert not Appeal.objects.get().is_uncontacted

    @pytest.mark.parametrize(("star", "uncontacted"), [(2, False), (3, True), (5, True)])
    def test_otherwise_not(self, town: Town, do: Do, advance: Advance, star: int, uncontacted: bool) -> None:
        advance("closed")
        do(town.li_min, "rate_appeal", star=star, reason="一般。", is_uncontacted=uncontacted, at=december(10))
        assert standing() == {}

    def test_the_phone_asks_for_it(self, client: Client, town: Town, advance: Advance, live_at: Live) -> None:
        number = advance("closed").case.number
        live_at(december(10))
        client.force_login(town.accounts["li_min"])
        page = reverse("outreach:matter_move", args=[number, "rate_appeal"])
        assert "办理期间没有人联系过我" in client.get(page).content.decode()
        client.post(page, {"star": "1", "reason": "没人管。", "is_uncontacted": "on", "idempotency_key": "k"})
        assert set(standing()) == {"W5"}


class TestTelling:
    def test_unit_and_office_hear_of_the_first(self, advance: Advance) -> None:
        number = advance("dispatched").case.number
        watch(december(11))
        assert told(number) == {"王工", "陈静"}

    def test_of_passing_on_the_city_and_the_overseers_hear_too(self, town: Town, do: Do, advance: Advance) -> None:
        number = asked_twice(town, do, advance).case.number
        assert told(number) == {"王工", "陈静", "杨萍", "督查员"}

    def test_the_company_never_reads_of_them(
        self, client: Client, town: Town, do: Do, advance: Advance, live_at: Live
    ) -> None:
        number = asked_twice(town, do, advance).case.number
        found = queries.detail(town.li_min, number, now=MONDAY)
        assert found.warnings == []
        assert "warned" not in {entry.fact for entry in found.timeline}
        live_at(MONDAY)
        client.force_login(town.accounts["li_min"])
        for address in (reverse("outreach:matter", args=[number]), f"/api/v1/appeals/{number}"):
            text = client.get(address).content.decode()
            assert not re.search(r"\bW3\b", text)  # a word of its own: a form's secret may hold any two letters
            assert "推诿" not in text

    def test_the_trail_holds(self, town: Town, do: Do, advance: Advance) -> None:
        asked_twice(town, do, advance)
        assert journal.verify().breach is None


class TestShowing:
    def test_the_matter_says_what_why_since_when_and_what_to_do(
        self, client: Client, town: Town, advance: Advance, live_at: Live
    ) -> None:
        number = advance("dispatched").case.number
        watch(december(11))
        live_at(december(11, 14))
        client.force_login(town.accounts["chen_jing"])
        text = client.get(reverse("outreach:desk_matter", args=[number])).content.decode()
        for part in ("预警 W1 超时接收", "应在 12月10日 17:00 前签收", "请承办单位立即签收"):
            assert part in text

    def test_lists_filter_by_it_at_the_desk_and_in_the_api(
        self, client: Client, town: Town, advance: Advance, live_at: Live, issue_key: IssueKey
    ) -> None:
        number = advance("dispatched").case.number
        watch(december(11))
        for warning, many in (("W1", 1), ("any", 1), ("W2", 0)):
            rows = queries.matching(town.yang_ping, Wanted(warning=warning), now=december(11))
            assert rows.count() == many
        live_at(december(11, 14))
        client.force_login(town.accounts["chen_jing"])
        text = client.get(reverse("outreach:desk"), {"queue": "warned"}).content.decode()
        assert number in text
        assert "W1" in text
        key = {"Authorization": f"Bearer {issue_key('appeals:operate')}"}
        assert client.get("/api/v1/appeals", {"warning": "W1"}, headers=key).json()["total"] == 1
        assert client.get("/api/v1/appeals", {"warning": "W2"}, headers=key).json()["total"] == 0
        assert client.get("/api/v1/appeals", {"warning": "W9"}, headers=key).status_code == 422
        one = client.get(f"/api/v1/appeals/{number}", headers=key).json()
        assert [found["code"] for found in one["warnings"]] == ["W1"]

    def test_the_sheet_names_them(self, client: Client, town: Town, advance: Advance, live_at: Live) -> None:
        advance("dispatched")
        watch(december(11))
        live_at(december(11, 14))
        client.force_login(town.accounts["chen_jing"])
        sheet = b"".join(client.get("/outreach/desk/export.csv", {"queue": "warned"})).decode()
        assert "W1 超时接收" in sheet

    def test_a_word_that_means_nothing_is_refused(self, town: Town) -> None:
        with pytest.raises(InvalidInput):
            queries.matching(town.yang_ping, Wanted(warning="W6"), now=MONDAY)

    def test_the_overview_counts_them_and_each_number_opens_its_rows(
        self, client: Client, town: Town, do: Do, advance: Advance, live_at: Live
    ) -> None:
        asked_twice(town, do, advance)
        tally = queries.tally_alerts(town.yang_ping, now=december(9))
        for by, label in (("county", "秦都"), ("unit", "演示供电公司")):
            (group,) = queries.alerts(tally, by)
            assert (group.label, group.total) == (label, 1)
            counts = {one.code: one.many for one in group.counts}
            assert counts == {"W1": 0, "W2": 0, "W3": 1, "W4": 0, "W5": 0, "shelved": 0}
            live_at(december(9, 14))
            client.force_login(town.accounts["yang_ping"])
            url = next(one.rows_url for one in group.counts if one.many)
            assert "共 1 件" in client.get(url).content.decode()
        page = client.get(reverse("outreach:overview")).content.decode()
        assert "预警和挂账，按县市区" in page
        sheet = client.get(reverse("outreach:overview"), {"table": "alerts_county"})
        assert "W3 推诿扯皮" in b"".join(sheet).decode()


def told(number: str) -> set[str]:
    journal_jobs.drain()
    found = Notice.objects.filter(subject=number, template="appeal_warned", channel="IN_SITE")
    return set(found.values_list("account__name", flat=True))


def test_nothing_stands_against_a_matter_on_its_way() -> None:
    assert warnings_due(Standing(state="HANDLING", now=MONDAY, handle_due_at=december(23, 17))) == {}


def test_two_jobs_at_once_raise_it_once(advance: Advance) -> None:
    advance("dispatched")
    numbers = queries.to_warn("W1", now=december(11))
    assert len(numbers) == 1
    watch(december(11))
    services.warnings._settle_one(numbers[0], december(11))  # the second found it before the first had written
    assert AppealWarning.objects.count() == 1
