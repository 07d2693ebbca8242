"""A reported figure stays as it was reported."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from yishang.kernel.journal import queries as journal
from yishang.kernel.measures import queries, services
from yishang.kernel.measures.models import Snapshot

pytestmark = pytest.mark.django_db
YEAR_END = datetime(2019, 12, 31, 17, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def kept(**changed: Any) -> Snapshot:
    given = {"code": "closing_rate", "scope": "610400", "period": "2019-12", "as_of": YEAR_END}
    return services.keep_snapshot(**{**given, "numerator": 341, "denominator": 377, **changed})


def test_a_figure_is_kept_with_its_parts_and_a_fact() -> None:
    assert kept().value == "90.5%"
    [fact] = journal.timeline("figure:closing_rate:610400", include_internal=True)
    assert (fact.verb, fact.data["numerator"], fact.data["denominator"]) == ("measures.snapshot.kept", 341, 377)


def test_the_first_figure_of_a_moment_stays() -> None:
    first = kept()
    again = kept(numerator=350)
    assert (again.pk, again.numerator) == (first.pk, 341)
    assert len(journal.timeline("figure:closing_rate:610400", include_internal=True)) == 1


def test_a_correction_is_a_row_with_its_own_moment() -> None:
    first = kept()
    corrected = kept(numerator=343, as_of=YEAR_END + timedelta(days=7))
    assert list(queries.snapshots("closing_rate", scope="610400", period="2019-12")) == [first, corrected]
    assert queries.latest("closing_rate", scope="610400", period="2019-12") == corrected


def test_periods_and_scopes_are_kept_apart() -> None:
    kept()
    kept(scope="610402")
    kept(period="2020-01", as_of=YEAR_END + timedelta(days=31))
    assert queries.snapshots("closing_rate").count() == 3
    assert queries.snapshots("closing_rate", scope="610400").count() == 2
    assert queries.latest("closing_rate", scope="610481", period="2019-12") is None


def test_a_figure_of_nothing_is_kept_as_such() -> None:
    assert kept(numerator=0, denominator=0).value == "—"


def test_negative_counts_keep_nothing() -> None:
    with pytest.raises(ValueError, match="negative"):
        kept(numerator=-1)
    assert not Snapshot.objects.exists()
