"""Which category may be chosen on which day, and how soon a process sees that the table changed."""

import pytest

from yishang.contexts.outreach import forms, queries, rules
from yishang.contexts.outreach.models import Category
from yishang.contexts.outreach.queries import appeals
from yishang.contexts.outreach.tests.conftest import MONDAY, Do, Live, Town, december
from yishang.contexts.outreach.tests.test_submit_appeal import submit
from yishang.kernel.context import InvalidInput

TRIAGE = {"star": "3", "line": "DISPATCH", "route": "GENERAL"}


def change(**values: object) -> None:
    Category.objects.filter(code="03").update(**values)
    queries.forget_categories()


@pytest.fixture(autouse=True)
def as_loaded(town: Town) -> object:
    yield
    queries.forget_categories()


def test_what_retires_later_is_in_use_until_then(town: Town, do: Do, live_at: Live) -> None:
    live_at(MONDAY)
    change(retired_on=december(31).date())
    assert submit(town.li_min, town.machinery.uscc).category_id == "03"
    assert do(town.chen_jing, "triage_appeal", category="03", **TRIAGE).case.state == "TRIAGED"
    assert queries.category_in_use("03", on=december(30).date())
    assert not queries.category_in_use("03", on=december(31).date())


def test_what_begins_later_cannot_be_chosen_yet(town: Town, live_at: Live) -> None:
    live_at(MONDAY)
    change(as_of=december(10).date())
    assert "03" not in dict(forms.category_choices())
    with pytest.raises(InvalidInput):
        submit(town.li_min, town.machinery.uscc)


def test_another_process_s_change_is_seen_within_a_minute(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    queries.categories()
    Category.objects.filter(code="03").update(short_name="水电气")
    start = appeals.monotonic()
    assert queries.category("03").short_name == "水电气暖"  # type: ignore[union-attr]
    monkeypatch.setattr(appeals, "monotonic", lambda: start + rules.CATEGORIES_KEPT + 1)
    assert queries.category("03").short_name == "水电气"  # type: ignore[union-attr]
