"""What every installation brings: 91 classes and 145 items as a sample, libraries, numbers with their bases."""

from datetime import date

import pytest

from yishang.contexts.random_inspection import queries, services
from yishang.contexts.random_inspection.models import InspectItem, SourceFigure, SpecialLibrary, Term
from yishang.contexts.random_inspection.rules import LINES

pytestmark = pytest.mark.django_db


def test_the_list_has_91_classes_and_145_items_each_with_its_basis() -> None:
    assert services.load_catalogs() == 145
    items = InspectItem.objects.all()
    assert (len({(one.line, one.category) for one in items}), items.count()) == (91, 145)
    assert {one.source_mark for one in items} == {"示范数据"}
    assert not [one.code for one in items if "《" not in one.basis or one.line not in LINES]
    assert not [one.code for one in items if (one.level == "KEY") != (one.ratio_cap is None)]
    assert {one.tag for one in items if one.tag} <= set(SpecialLibrary.objects.values_list("code", flat=True))


def test_loading_again_changes_nothing() -> None:
    services.load_catalogs()
    before = [InspectItem.objects.count(), Term.objects.count(), SourceFigure.objects.count()]
    services.load_catalogs()
    assert [InspectItem.objects.count(), Term.objects.count(), SourceFigure.objects.count()] == before


def test_the_yearly_cap_of_an_enterprise_is_switched_on_by_its_date() -> None:
    services.load_catalogs()
    assert queries.pool_terms(on=date(2019, 12, 9)).entity_cap is None
    assert queries.pool_terms(on=date(2026, 11, 22)).entity_cap == 2
    assert queries.pool_terms(on=date(2019, 12, 9)).ratios["D"] == 50
