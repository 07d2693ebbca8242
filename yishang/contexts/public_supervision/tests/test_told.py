"""Who hears of what: units of topics by the fact, of reports by an hourly look that keeps only the day."""

from yishang.contexts.public_supervision import services
from yishang.contexts.public_supervision.models import Report, Topic
from yishang.contexts.public_supervision.tests.conftest import MONDAY, Do, Town
from yishang.kernel.journal import jobs as journal_jobs
from yishang.kernel.journal import queries as journal
from yishang.kernel.notify.models import Notice


def test_the_unit_hears_of_a_topic(proposed: Topic, town: Town) -> None:
    journal_jobs.drain()
    told = Notice.objects.filter(template="topic_waits", account=town.accounts["gao_feng"])
    assert "学校周边小餐桌的卫生" in told.get().text
    assert not Notice.objects.filter(account=town.accounts["liu_gong"]).exists()


def test_the_unit_hears_of_a_report_by_the_day_only(reported: str, town: Town) -> None:
    assert journal.listeners("public_supervision.report.received") == ()
    assert services.tell_new_reports(at=MONDAY) == 2
    assert services.tell_new_reports(at=MONDAY) == 0
    told = Notice.objects.filter(account=town.accounts["ma_lan"]).get()
    assert told.at.astimezone(MONDAY.tzinfo).hour == 0
    assert "演示街口" not in told.text


def test_a_colleague_hears_that_somebody_asks_who_reported(reported: str, town: Town, do: Do) -> None:
    number = Report.objects.get().case.number
    do("gao_feng", "take_report", number)
    services.ask_identity(actor=town.gao_feng, number=number, reason="要请他辨认现场。", at=MONDAY)
    journal_jobs.drain()
    told = Notice.objects.filter(template="identity_asked").values_list("account__name", flat=True)
    assert list(told) == ["马兰"]
