"""Taking pictures in and tying them to a matter.

No facts are written here: an upload means nothing until it is attached, and the move that attaches it leaves the
fact. Put `digests(pictures)` into that fact's data, and the journal's chain vouches for the pictures too.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import Q

from yishang.kernel import sealing
from yishang.kernel.directory.rules import Actor
from yishang.kernel.evidence import rules
from yishang.kernel.evidence.models import Picture
from yishang.kernel.evidence.rules.panoramas import CleanPanorama
from yishang.kernel.intake.rules import FULL

FILES = ("file", "thumbnail", "original", "flat")
AT_ONCE = 500


def store_picture(
    *, actor: Actor, upload: IO[bytes], at: datetime, public: bool = False, keep_place: bool = False
) -> Picture:
    """Keep an upload (anything with `read`, and `name` if it has one) and return its row, not yet attached.

    The same content sent again by the same person before it is attached is the same row, so a retry over a weak
    network makes no second one. `keep_place` keeps where it was taken, encrypted, where it is proof (走访、踏勘证据,
    handbook 12.9); the file itself never carries it. Call it outside a transaction: a large picture takes seconds to
    decode, and on SQLite nobody else could write meanwhile.

    Raises EmptyUpload, PictureTooLarge, NotAPicture, DamagedPicture, NoRoom.
    """
    content = upload.read(rules.MAX_BYTES + 1)
    digest = sha256(content).hexdigest()
    if waiting := _waiting(actor, digest):
        return waiting
    picture = Picture(
        uploaded_by_id=actor.id,
        original_name=rules.tidy_name(str(getattr(upload, "name", "") or "")),
        sha256=digest,
        at=at,
        public=public,
        **_files_of(content, digest),
        place=_sealed_place(content) if keep_place else None,
    )
    try:
        with transaction.atomic():
            picture.save(force_insert=True)
    except IntegrityError:  # the other half of a double click was faster
        if waiting := _waiting(actor, digest):
            return waiting
        raise
    return picture


def keep_panorama(
    *, actor: Actor, content: bytes, developed: CleanPanorama, name: str, subject: str, at: datetime
) -> Picture:
    """Keep a panorama (`rules.panoramas.develop` has judged it) as part of a matter: the original, and what is shown.

    The place that the camera wrote is kept encrypted; no shown file carries it.
    """
    digest = sha256(content).hexdigest()
    kept = {"original": (f".original.{developed.extension}", content), "file": (".shown.jpg", developed.shown)}
    kept |= {"flat": (".flat.jpg", developed.flat), "thumbnail": (".thumbnail.jpg", developed.thumbnail)}
    return Picture.objects.create(
        subject=subject,
        uploaded_by_id=actor.id,
        original_name=rules.tidy_name(name),
        sha256=digest,
        width=developed.width,
        height=developed.height,
        size=len(content),
        taken_at=developed.taken_at,
        at=at,
        place=_sealed(developed.place),
        **{field: _saved(rules.stored_name(digest, suffix), part) for field, (suffix, part) in kept.items()},
    )


@transaction.atomic
def attach(
    *, actor: Actor, picture_ids: Sequence[int], subject: str, limit: int = rules.MAX_PER_MATTER
) -> list[Picture]:
    """Tie the actor's own pictures to a matter and return them in the order given; repeating it changes nothing.

    `limit` counts the pictures of one call. Raises TooManyPictures; PictureNotYours for any that is unknown, somebody
    else's or part of another matter, and then none is attached.
    """
    wanted = list(dict.fromkeys(picture_ids))
    if len(wanted) > limit:
        raise rules.TooManyPictures(f"一次最多附 {limit} 张图片。", next_step="请去掉几张后再提交。")
    if not wanted:
        return []
    found = Picture.objects.select_for_update().filter(pk__in=wanted).in_bulk()
    pictures = [_own(found.get(number), actor, subject) for number in wanted]
    Picture.objects.filter(pk__in=wanted, subject="").update(subject=subject)
    for picture in pictures:
        picture.subject = subject
    return pictures


def digests(*, pictures: Iterable[Picture]) -> list[str]:
    """The SHA-256 of each picture as received, for the fact of the move that attached them."""
    return [picture.sha256 for picture in pictures]


@transaction.atomic
def forget_unattached(*, before: datetime, most: int = AT_ONCE) -> int:
    """Remove pictures that were sent before that moment and belong to no matter, with the files that no other row
    needs; how many, `most` at a time."""
    waiting = Picture.objects.select_for_update().filter(subject="", at__lt=before).order_by("pk")[:most]
    names: set[str] = set()
    for picture in waiting:
        names |= {getattr(picture, column).name for column in FILES if getattr(picture, column).name}
        picture.delete()
    transaction.on_commit(lambda: _drop_files(names))
    return len(waiting)


def _drop_files(names: Iterable[str]) -> None:
    for name in sorted(names):
        needed = Q()
        for column in FILES:
            needed |= Q(**{column: name})
        if not Picture.objects.filter(needed).exists():
            default_storage.delete(name)


def _waiting(actor: Actor, digest: str) -> Picture | None:
    return Picture.objects.filter(uploaded_by_id=actor.id, sha256=digest, subject="").first()


def _own(picture: Picture | None, actor: Actor, subject: str) -> Picture:
    if picture is None or picture.uploaded_by_id != actor.id or picture.subject not in ("", subject):
        raise rules.PictureNotYours("有图片不能附在这里。", next_step="请重新上传这张图片后再提交。")
    return picture


def _files_of(content: bytes, digest: str) -> dict[str, Any]:
    """The stored files of this content. Only a file that a row vouches for is reused: others may be half written."""
    twin = Picture.objects.filter(sha256=digest).first()
    if twin and all(default_storage.exists(stored.name or "") for stored in (twin.file, twin.thumbnail)):
        kept = ("file", "thumbnail", "width", "height", "size", "taken_at")
        return {name: getattr(twin, name) for name in kept}
    cleaned = rules.clean(content)
    return {
        "file": _saved(rules.stored_name(digest, f".{cleaned.extension}"), cleaned.content),
        "thumbnail": _saved(rules.stored_name(digest, ".thumbnail.jpg"), cleaned.thumbnail),
        "width": cleaned.width,
        "height": cleaned.height,
        "size": len(cleaned.content),
        "taken_at": cleaned.taken_at,
    }


def _sealed_place(content: bytes) -> bytes | None:
    return _sealed(rules.clean(content).place)


def _sealed(place: tuple[float, float] | None) -> bytes | None:
    return sealing.seal(json.dumps(place).encode(), purpose=rules.PLACE) if place else None


def _saved(name: str, content: bytes) -> str:
    try:
        return default_storage.save(name, ContentFile(content))
    except OSError as fault:
        if fault.errno not in FULL:
            raise
        raise rules.NoRoom(
            "照片暂时存不下了。", next_step="请稍后再传；文字可以先提交。请告诉系统管理员磁盘已满。"
        ) from fault
