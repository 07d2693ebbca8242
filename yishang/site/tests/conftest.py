"""For tests that ask the whole site."""

from pathlib import Path

import pytest
from django.conf import settings


@pytest.fixture(scope="session", autouse=True)
def folder_for_collected_files() -> None:
    """WhiteNoise warns when it is absent, and warnings are errors here."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
