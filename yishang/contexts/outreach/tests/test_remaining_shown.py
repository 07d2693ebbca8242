"""The lamp's words never promise more time than the limit gives."""

import pytest

from yishang.contexts.outreach import queries
from yishang.contexts.outreach.tests.conftest import Advance, Do, Town, december
from yishang.kernel.cases.models import Case


@pytest.mark.parametrize(
    ("day", "hour", "words"),
    [(9, 10, "还剩 5 个工作日"), (9, 15, "还剩 5 个工作日"), (10, 9, "还剩 5 个工作日"), (10, 15, "还剩 4.5 个工作日")],
)
def test_five_working_days_begin_with_five(advance: Advance, day: int, hour: int, words: str) -> None:
    case = Case.objects.get(pk=advance("accepted", star=2).pk)
    assert case.limit_half_days == 10
    assert queries.lamp_of(case, now=december(day, hour))[1] == words


def test_an_extension_counts_into_what_was_promised(town: Town, do: Do, advance: Advance) -> None:
    advance("handling", star=2)
    do(town.wang_gong, "request_extension", days="2", reason="审批未下。")
    pk = do(town.chen_jing, "grant_extension", reason="同意。").pk
    case = Case.objects.get(pk=pk)
    assert (case.limit_half_days, queries.lamp_of(case, now=december(9))[1]) == (14, "还剩 7 个工作日")
