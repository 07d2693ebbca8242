"""Pictures on their way from a phone into the uploads."""

import errno
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import SYSTEM_ACTOR, Actor
from yishang.kernel.evidence import queries, rules, services
from yishang.kernel.evidence.models import Picture
from yishang.kernel.evidence.tests.conftest import NOON, photo

pytestmark = pytest.mark.django_db


def test_a_picture_is_stored_two_levels_deep_by_its_digest(chen_jing: Actor, settings: Settings) -> None:
    picture = services.store_picture(actor=chen_jing, upload=photo(), at=NOON)
    head = picture.sha256
    assert picture.file.name == f"pictures/{head[:2]}/{head[2:4]}/{head}.jpg"
    assert picture.subject == ""
    assert picture.uploaded_by_id == chen_jing.id
    assert (picture.original_name, picture.at) == ("现场.jpeg", NOON)
    assert picture.size == (Path(settings.MEDIA_ROOT) / picture.file.name).stat().st_size


def test_the_file_and_its_thumbnail_can_be_served(chen_jing: Actor) -> None:
    stored = services.store_picture(actor=chen_jing, upload=photo(size=(800, 600), kind="PNG"), at=NOON)
    picture = queries.picture_for(stored.pk)
    file, content_type = queries.open_picture(picture)
    small, small_type = queries.open_picture(picture, thumbnail=True)
    with file, small:
        assert (content_type, small_type) == ("image/png", "image/jpeg")
        assert rules.kind_of(file.read()) == "PNG"
        assert rules.kind_of(small.read()) == "JPEG"


def test_the_same_picture_sent_twice_is_one_row(chen_jing: Actor) -> None:
    first = services.store_picture(actor=chen_jing, upload=photo(), at=NOON)
    again = services.store_picture(actor=chen_jing, upload=photo(), at=NOON)
    assert again.pk == first.pk
    assert Picture.objects.count() == 1


def test_two_people_with_the_same_picture_have_a_row_each_and_share_the_file(chen_jing: Actor, zhao_lei: Actor) -> None:
    hers = services.store_picture(actor=chen_jing, upload=photo(), at=NOON)
    his = services.store_picture(actor=zhao_lei, upload=photo(), at=NOON)
    assert hers.pk != his.pk
    assert hers.file.name == his.file.name


def test_a_picture_already_in_one_matter_can_be_sent_again_for_another(chen_jing: Actor) -> None:
    first = services.store_picture(actor=chen_jing, upload=photo(), at=NOON)
    services.attach(actor=chen_jing, picture_ids=[first.pk], subject="SQ-610402-20191209-0001")
    again = services.store_picture(actor=chen_jing, upload=photo(), at=NOON)
    assert again.pk != first.pk
    assert again.subject == ""


def test_a_file_cut_off_by_a_crash_is_never_taken_for_the_picture(chen_jing: Actor, settings: Settings) -> None:
    upload = photo()
    name = rules.stored_name(services.sha256(upload.getvalue()).hexdigest(), ".jpg")
    remnant = Path(settings.MEDIA_ROOT) / name
    remnant.parent.mkdir(parents=True)
    remnant.write_bytes(b"\xff\xd8\xff half")
    picture = services.store_picture(actor=chen_jing, upload=upload, at=NOON)
    file, _ = queries.open_picture(picture)
    with file:
        assert len(file.read()) == picture.size


def test_a_file_lost_from_the_disk_comes_back_with_the_next_upload(chen_jing: Actor, zhao_lei: Actor) -> None:
    hers = services.store_picture(actor=chen_jing, upload=photo(), at=NOON)
    hers.file.storage.delete(hers.file.name)
    his = services.store_picture(actor=zhao_lei, upload=photo(), at=NOON)
    file, _ = queries.open_picture(his)
    with file:
        assert rules.kind_of(file.read()) == "JPEG"


def test_the_system_may_store_a_picture_without_an_account(db: None) -> None:
    assert services.store_picture(actor=SYSTEM_ACTOR, upload=photo(), at=NOON).uploaded_by_id is None


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", rules.EmptyUpload),
        (b"not a picture at all", rules.NotAPicture),
        (photo().getvalue()[:300], rules.DamagedPicture),
        (b"\xff\xd8\xff" + b"\0" * rules.MAX_BYTES, rules.PictureTooLarge),
    ],
)
def test_a_refused_upload_leaves_neither_row_nor_file(
    chen_jing: Actor, settings: Settings, content: bytes, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        services.store_picture(actor=chen_jing, upload=BytesIO(content), at=NOON)
    assert not Picture.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.*"))


class FullDisk(FileSystemStorage):
    """A disk on which nothing fits any more."""

    def _save(self, name: str, content: "File[bytes]") -> str:  # noqa: ARG002
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_full_disk_is_told_in_words_and_leaves_no_row(chen_jing: Actor, settings: Settings) -> None:
    settings.STORAGES = {**settings.STORAGES, "default": {"BACKEND": f"{__name__}.FullDisk"}}
    with pytest.raises(rules.NoRoom, match="暂时存不下了"):
        services.store_picture(actor=chen_jing, upload=photo(), at=NOON)
    assert not Picture.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_for_a_picture_to_be_decoded(chen_jing: Actor) -> None:
    with CaptureQueriesContext(connection) as statements:
        services.store_picture(actor=chen_jing, upload=photo(), at=NOON)
    words = [statement["sql"].split()[0] for statement in statements]
    assert words[: words.index("BEGIN")] == ["SELECT", "SELECT"]  # looked for, looked for a twin; then it is decoded
