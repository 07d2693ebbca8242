"""Where a picture was taken: kept only where it is proof, encrypted, and never in the file."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pytest_django import Settings

from yishang.kernel import sealing
from yishang.kernel.directory.rules import Actor
from yishang.kernel.evidence import queries, services
from yishang.kernel.evidence.tests.conftest import NOON

pytestmark = pytest.mark.django_db


def with_place(*, south: str = "N") -> BytesIO:
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: south, 2: (34.0, 20.0, 29.76), 3: "E", 4: (108.0, 56.0, 23.28)})
    file = BytesIO()
    Image.new("RGB", (64, 48), "red").save(file, "JPEG", exif=exif)
    file.seek(0)
    return file


def test_a_place_is_kept_sealed_and_is_not_in_the_file(chen_jing: Actor, settings: Settings) -> None:
    picture = services.store_picture(actor=chen_jing, upload=with_place(), at=NOON, keep_place=True)
    place = queries.place_of(picture)
    assert place is not None
    assert (round(place[0], 4), round(place[1], 4)) == (108.9398, 34.3416)
    assert b"108" not in bytes(picture.place)
    with Image.open(Path(settings.MEDIA_ROOT) / str(picture.file.name)) as stored:
        assert not stored.getexif()


def test_without_being_asked_for_a_place_is_not_kept(chen_jing: Actor) -> None:
    picture = services.store_picture(actor=chen_jing, upload=with_place(), at=NOON)
    assert queries.place_of(picture) is None


def test_another_secret_opens_nothing(settings: Settings) -> None:
    sealed = sealing.seal(b"108.9398", purpose="evidence.place")
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, purpose="visits.track")
    settings.SECRET_KEY = "another"
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(sealed, purpose="evidence.place")
