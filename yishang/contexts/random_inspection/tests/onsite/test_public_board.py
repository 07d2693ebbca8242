"""The public board of figures: both sides of each, no rate of the few, no name of anybody."""

from datetime import date

from django.test import Client
from pytest_django import Settings

from yishang.contexts.random_inspection.models import Inspection, Task
from yishang.contexts.random_inspection.queries import board
from yishang.contexts.random_inspection.services import onsite as services
from yishang.contexts.random_inspection.tests.conftest import Town
from yishang.contexts.random_inspection.tests.onsite.conftest import Advance, december


def test_the_public_board_tells_both_sides_of_each_figure_and_no_rate_of_the_few(
    town: Town, inspection: Inspection, advance: Advance, settings: Settings
) -> None:
    settings.CITY_CODE = "610400"
    Task.objects.update(due_on=date(2019, 12, 31))
    advance("approved")
    services.publicize_result(actor=town.qian_hong, number=inspection.case.number, at=december(18))
    found = board.board("610400", year=2019, now=december(20))
    told = {one.code: (one.numerator, one.denominator, board.is_few(one)) for one in found.figures}
    assert told["coverage"] == (1, 12, False)
    assert told["problems"] == (0, 1, True)
    assert (found.visits, found.calls, found.published) == (((1, 1),), 1, 1)
    page = Client().get("/random_inspection/board/?year=2019")
    text = page.content.decode()
    assert page.status_code == 200
    assert "不算比率" in text
    assert "郑浩" not in text
    assert "演示机械" not in text
    assert Client().get("/random_inspection/board/?year=x9").status_code == 200
