"""One calendar of everybody who comes, and days on which a company asks to be left alone."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from yishang.kernel.context import InvalidInput
from yishang.kernel.journal.rules import SYSTEM
from yishang.kernel.parties import queries, services
from yishang.kernel.parties.models import MarketEntity

pytestmark = pytest.mark.django_db
NOON = datetime(2019, 12, 9, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
DECEMBER = {"first_day": date(2019, 12, 1), "last_day": date(2019, 12, 31)}


@pytest.fixture
def machinery() -> MarketEntity:
    return MarketEntity.objects.create(uscc="91610402MA00000155", name="演示机械有限公司")


def mark(entity: MarketEntity, first: date, last: date, reason: str = "年终盘点") -> object:
    return services.mark_quiet(
        actor=SYSTEM, entity_id=entity.pk, first_day=first, last_day=last, reason=reason, at=NOON, today=NOON.date()
    )


def test_a_planned_call_can_be_moved_and_taken_back(machinery: MarketEntity) -> None:
    told = {"entity_id": machinery.pk, "matter": "ZF-1", "what": "走访", "who": "何镇"}
    services.plan_call(**told, on=date(2019, 12, 12))
    services.plan_call(**told, on=date(2019, 12, 16))
    assert [call.on for call in queries.calls([machinery.pk], **DECEMBER)] == [date(2019, 12, 16)]
    assert services.drop_call(matter="ZF-1")
    assert not queries.calls([machinery.pk], **DECEMBER)


def test_a_call_that_was_made_stays_and_counts_in_its_year(machinery: MarketEntity) -> None:
    services.note_call_made(entity_id=machinery.pk, matter="ZF-1", what="走访", who="何镇", on=date(2019, 12, 12))
    assert not services.drop_call(matter="ZF-1")
    assert queries.calls_of_year([machinery.pk], year=2019) == {machinery.pk: 1}


def test_a_quiet_window_holds_from_its_first_to_its_last_day(machinery: MarketEntity) -> None:
    window = mark(machinery, date(2019, 12, 16), date(2019, 12, 18))
    found = [queries.quiet_on(machinery.pk, date(2019, 12, day)) for day in (15, 16, 18, 19)]
    assert found == [None, window, window, None]
    assert services.end_quiet(actor=SYSTEM, entity_id=machinery.pk, window_id=window.pk, at=NOON)
    assert queries.quiet_on(machinery.pk, date(2019, 12, 16)) is None
    assert not services.end_quiet(actor=SYSTEM, entity_id=machinery.pk, window_id=window.pk, at=NOON)


@pytest.mark.parametrize(
    ("first", "last", "reason", "field"),
    [
        (date(2019, 12, 8), date(2019, 12, 10), "盘点", "first_day"),
        (date(2019, 12, 12), date(2019, 12, 11), "盘点", "last_day"),
        (date(2019, 12, 12), date(2020, 1, 31), "盘点", "last_day"),
        (date(2019, 12, 12), date(2019, 12, 13), " ", "reason"),
        (date(2019, 12, 12), date(2019, 12, 13), "长" * 101, "reason"),
    ],
)
def test_what_is_no_window_is_said_at_its_field(
    machinery: MarketEntity, first: date, last: date, reason: str, field: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        mark(machinery, first, last, reason)
    assert set(refused.value.fields) == {field}


def test_a_company_cannot_be_quiet_all_year(machinery: MarketEntity) -> None:
    mark(machinery, date(2020, 1, 1), date(2020, 1, 31))
    with pytest.raises(InvalidInput, match="60 天"):
        mark(machinery, date(2020, 3, 1), date(2020, 3, 31))
