from datetime import date

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from yishang.kernel.context import InvalidInput
from yishang.kernel.documents import services
from yishang.kernel.documents.models import NumberSequence
from yishang.kernel.journal.tests.parallel import at_once

DAY = date(2019, 12, 9)


def appeal_number(**changes: object) -> str:
    return services.next_number(**{"prefix": "SQ", "region_code": "610402", "day": DAY, **changes})  # type: ignore[arg-type]


@pytest.mark.django_db
class TestNextNumber:
    def test_numbers_of_a_series_follow_one_another(self) -> None:
        assert [appeal_number() for _ in range(3)] == [f"SQ-610402-20191209-000{last}" for last in (1, 2, 3)]

    def test_each_prefix_region_and_day_counts_for_itself(self) -> None:
        appeal_number()
        assert appeal_number(prefix="HF") == "HF-610402-20191209-0001"
        assert appeal_number(region_code="610481") == "SQ-610481-20191209-0001"
        assert appeal_number(day=date(2019, 12, 10)) == "SQ-610402-20191210-0001"

    def test_past_9999_a_number_simply_grows(self) -> None:
        appeal_number()
        NumberSequence.objects.update(last=9998)
        assert [appeal_number()[-5:], appeal_number()[-6:]] == ["-9999", "-10000"]

    def test_it_costs_one_statement(self) -> None:
        with CaptureQueriesContext(connection) as statements:
            appeal_number()
        assert len(statements) == 1

    def test_a_change_taken_back_gives_its_number_back(self) -> None:
        with transaction.atomic():
            appeal_number()
            transaction.set_rollback(True)
        assert appeal_number().endswith("-0001")

    @pytest.mark.parametrize("prefix", ["", "S", "sq", "SQ-", "诉求", "SQ\n", "ABCDEFGHI"])
    def test_a_malformed_prefix_is_refused(self, prefix: str) -> None:
        with pytest.raises(InvalidInput) as refusal:
            appeal_number(prefix=prefix)
        assert list(refusal.value.fields) == ["prefix"]

    @pytest.mark.parametrize("region_code", ["", "61-04", "秦都", "6104020000000"])
    def test_a_malformed_region_is_refused(self, region_code: str) -> None:
        with pytest.raises(InvalidInput) as refusal:
            appeal_number(region_code=region_code)
        assert list(refusal.value.fields) == ["region_code"]


def test_fifty_at_once_get_fifty_numbers_without_a_gap(parallel_database: None) -> None:
    numbers = at_once(lambda _: appeal_number(), threads=50)
    assert sorted(numbers) == [f"SQ-610402-20191209-{last:04d}" for last in range(1, 51)]


def test_fifty_transactions_at_once_get_fifty_numbers_without_a_gap(parallel_database: None) -> None:
    def submit(_: int) -> str:
        with transaction.atomic():
            return appeal_number()

    assert sorted(at_once(submit, threads=50)) == [f"SQ-610402-20191209-{last:04d}" for last in range(1, 51)]
