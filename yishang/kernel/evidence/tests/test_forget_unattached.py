"""Pictures that nobody attached are removed with time; what a matter needs stays, files that two rows share too."""

from datetime import timedelta
from pathlib import Path

import pytest
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from yishang.kernel.directory.rules import Actor
from yishang.kernel.evidence import services
from yishang.kernel.evidence.models import Picture
from yishang.kernel.evidence.tests.conftest import NOON, photo

pytestmark = pytest.mark.django_db
MATTER = "SQ-610402-20191209-0001"


def forget(committing: DjangoCaptureOnCommitCallbacks, **kept: timedelta) -> int:
    with committing(execute=True):
        return services.forget_unattached(before=NOON + timedelta(**{"days": 1, **kept}))  # type: ignore[arg-type]


def files(settings: Settings) -> int:
    return sum(one.is_file() for one in Path(settings.MEDIA_ROOT).rglob("*"))


def test_what_nobody_attached_goes_with_its_files(
    chen_jing: Actor, settings: Settings, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    services.store_picture(actor=chen_jing, upload=photo(), at=NOON)
    assert files(settings) == 2
    assert forget(django_capture_on_commit_callbacks) == 1
    assert (Picture.objects.count(), files(settings)) == (0, 0)
    assert forget(django_capture_on_commit_callbacks) == 0


def test_what_belongs_to_a_matter_or_is_fresh_stays(
    chen_jing: Actor, zhao_lei: Actor, settings: Settings,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:  # fmt: skip
    used = services.store_picture(actor=chen_jing, upload=photo(), at=NOON)
    services.attach(actor=chen_jing, picture_ids=[used.pk], subject=MATTER)
    services.store_picture(actor=zhao_lei, upload=photo(), at=NOON)  # the same content, never used
    fresh = services.store_picture(actor=zhao_lei, upload=photo("blue"), at=NOON + timedelta(days=2))
    assert forget(django_capture_on_commit_callbacks) == 1
    assert set(Picture.objects.values_list("pk", flat=True)) == {used.pk, fresh.pk}
    assert files(settings) == 4
