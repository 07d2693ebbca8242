"""The catalog with everything that bundles refer to; whoever brings the items is found by its name, not imported."""

import pytest

from yishang.kernel.context import modules_named


@pytest.fixture
def catalog(db: None) -> None:
    """Every process that has items brings them, as an installation does."""
    for module in modules_named("services"):
        if module.__name__.split(".")[-2] in ("life_events", "bundles"):
            module.load_catalogs()
