from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from PIL import Image
from pytest_django import Settings

from yishang.kernel.directory.models import Account
from yishang.kernel.directory.rules import Actor, Role

NOON = datetime(2019, 12, 9, 12, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


def photo(colour: str = "red", *, size: tuple[int, int] = (64, 48), kind: str = "JPEG", **saving: Any) -> BytesIO:
    """A picture file of one colour, as a camera or a screenshot would give it."""
    upload = BytesIO()
    Image.new("RGB", size, colour).save(upload, kind, **saving)
    upload.seek(0)
    upload.name = f"现场.{kind.lower()}"
    return upload


def person(login: str, name: str) -> Actor:
    account = Account.objects.create(login=login, name=name, kind=Account.Kind.ENTERPRISE)
    return Actor(id=account.pk, name=name, role=Role.ENT)


@pytest.fixture(autouse=True)
def _uploads_forgotten(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def chen_jing(db: None) -> Actor:
    return person("chenjing", "陈静")


@pytest.fixture
def zhao_lei(db: None) -> Actor:
    return person("zhaolei", "赵磊")
