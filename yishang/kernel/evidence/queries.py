"""Reading pictures. Whether the reader may see the matter they belong to is decided where the matter is known."""

import json

from django.core.files import File

from yishang.kernel import sealing
from yishang.kernel.evidence import rules
from yishang.kernel.evidence.models import Picture
from yishang.kernel.statements import Given, Prepared


def pictures_of(subject: str) -> list[Picture]:
    """The pictures of a matter in the order they came; none for the empty subject (those still wait for one)."""
    return _OF_SUBJECT.rows(subject=subject) if subject else []


_OF_SUBJECT = Prepared(lambda: Picture.objects.filter(subject=Given("subject")))


def picture_for(picture_id: int) -> Picture | None:
    """One picture by its number; its `subject` and `uploaded_by_id` say whose permission counts."""
    return Picture.objects.filter(pk=picture_id).first()


def place_of(picture: Picture) -> tuple[float, float] | None:
    """Longitude and latitude (WGS 84) where it was taken, if that was kept: for verdicts, never for a screen."""
    if picture.place is None:
        return None
    lon, lat = json.loads(sealing.unseal(picture.place, purpose=rules.PLACE))
    return lon, lat


def open_picture(picture: Picture, *, thumbnail: bool = False, version: str = "") -> tuple[File, str]:
    """The opened file and its content type, ready for a FileResponse.

    `version` names one of a panorama's (`file`, `flat`, `thumbnail`, `original`). Raises FileNotFoundError when the
    stored file is gone.
    """
    stored = getattr(picture, version or ("thumbnail" if thumbnail else "file"))
    name = stored.name or ""
    if not name:
        raise FileNotFoundError(f"picture {picture.pk} has no {version}")
    return stored.storage.open(name, "rb"), rules.CONTENT_TYPES[name.rsplit(".", 1)[-1]]
