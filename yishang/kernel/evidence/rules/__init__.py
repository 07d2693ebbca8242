"""What counts as a picture, and what is left of it: judged by content, re-encoded, every trace of place removed.

Limits are the handbook's (1.4: at most 9 pictures of 10 MB, jpg/png/heic); sizes of what we keep are ours.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from io import BytesIO
from threading import Lock
from zoneinfo import ZoneInfo

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from yishang.kernel.context import Refusal

register_heif_opener(thumbnails=False)

SHANGHAI = ZoneInfo("Asia/Shanghai")
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 64_000_000  # above the 50-megapixel mode of ordinary phones, below what would exhaust a small server
LONGEST_SIDE = 2560
THUMBNAIL_SIDE = 320
JPEG_QUALITY = 85
MAX_PER_MATTER = 9
PLACE = "evidence.place"  # the purpose under which a place is sealed
CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png"}

DECODING = Lock()  # of 64 million pixels one picture takes 200 MB and more: each process works on one at a time
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_AS_THEY_ARE = frozenset({"RGB", "RGBA", "L"})
_EXIF_IFD = 0x8769
# (time, offset) tags: when the shutter opened, else when it was digitised. The modification time proves nothing.
_GPS_IFD = 0x8825
_CAPTURE_TAGS = ((0x9003, 0x9011), (0x9004, 0x9012))


class EmptyUpload(Refusal):
    """The file has no content."""

    status = 422


class PictureTooLarge(Refusal):
    """More bytes or more pixels than we take."""

    status = 422


class NotAPicture(Refusal):
    """The content is none of jpg, png, heic, whatever the name says."""

    status = 422


class DamagedPicture(Refusal):
    """It begins like a picture and cannot be read to the end."""

    status = 422


class TooManyPictures(Refusal):
    """More pictures at once than the matter takes."""

    status = 422


class NoRoom(Refusal):
    """The disk under the uploads is full."""

    status = 507


class PictureNotYours(Refusal):
    """Unknown, somebody else's, or already part of another matter: one answer, so that numbers cannot be probed."""

    status = 403


@dataclass(frozen=True)
class CleanPicture:
    """A picture that may be kept and shown: re-encoded bytes without metadata. Sizes in pixels."""

    content: bytes
    thumbnail: bytes
    extension: str
    width: int
    height: int
    taken_at: datetime | None
    place: tuple[float, float] | None = None


def kind_of(content: bytes) -> str | None:
    """`JPEG`, `PNG` or `HEIF` by the first bytes of the content; None for anything else."""
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS:
        return "HEIF"
    return None


def clean(content: bytes) -> CleanPicture:
    """The upload as we keep it: upright, at most 2560 px, no EXIF, GPS, XMP, comment or profile; with a thumbnail.

    Raises EmptyUpload, PictureTooLarge, NotAPicture, DamagedPicture.
    """
    if not content:
        raise EmptyUpload("这个文件是空的。", next_step="请重新拍摄或选择图片后再上传。")
    if len(content) > MAX_BYTES:
        raise PictureTooLarge("图片超过 10 MB。", next_step="请压缩后再上传，或用手机的“标准画质”重拍。")
    kind = kind_of(content)
    if kind is None:
        raise NotAPicture("这个文件不是图片。", next_step="请上传 jpg、png 或 heic 格式的图片。")
    try:
        with DECODING:
            return _reencoded(content, kind)
    except Refusal:
        raise
    except Exception as error:  # a decoder fed with hostile bytes may raise anything
        raise DamagedPicture("图片已损坏，打不开。", next_step="请重新拍摄或重新选择图片后再上传。") from error


def taken_at(exif: Image.Exif) -> datetime | None:
    """The moment of capture the camera wrote; without a zone of its own it is taken as Asia/Shanghai."""
    details = exif.get_ifd(_EXIF_IFD)
    for time_tag, offset_tag in _CAPTURE_TAGS:
        if moment := _moment(str(details.get(time_tag, "")), str(details.get(offset_tag, ""))):
            return moment
    return None


def taken_where(exif: Image.Exif) -> tuple[float, float] | None:
    """Longitude and latitude (WGS 84) that the camera wrote; None without, or when they are no numbers of degrees."""
    found = exif.get_ifd(_GPS_IFD)
    try:
        lat, lon = (_degrees(found[tag]) * (-1 if found[mark] in ("S", "W") else 1) for mark, tag in ((1, 2), (3, 4)))
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None
    return (lon, lat) if abs(lat) <= 90 and abs(lon) <= 180 else None


def _degrees(parts: tuple[float, float, float]) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def stored_name(sha256: str, suffix: str) -> str:
    """Where a content lives below the uploads: two levels of its digest, so that no folder grows too full."""
    return f"pictures/{sha256[:2]}/{sha256[2:4]}/{sha256}{suffix}"


def tidy_name(name: str) -> str:
    """The name the person gave, without folders and control characters, at most 120 characters."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(character for character in last if character.isprintable())[-120:]


def _reencoded(content: bytes, kind: str) -> CleanPicture:
    with opened(content, kind) as image:
        captured, place = taken_at(image.getexif()), taken_where(image.getexif())
        image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG decodes at a fraction of its size: less memory
        image.load()
        small = image if image.mode in _AS_THEY_ARE and "transparency" not in image.info else _coloured(image)
        small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)  # before any copy is made of it
        upright = ImageOps.exif_transpose(small)
    picture = plain(upright, keep_transparency=kind == "PNG")
    thumbnail = plain(picture, keep_transparency=False)
    thumbnail.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    extension = "png" if kind == "PNG" else "jpg"
    return CleanPicture(
        content=encoded(picture, extension),
        thumbnail=encoded(thumbnail, "jpg"),
        extension=extension,
        width=picture.width,
        height=picture.height,
        taken_at=captured,
        place=place,
    )


def opened(
    content: bytes, kind: str, *, too_large: Callable[[], PictureTooLarge] | None = None, most: int = MAX_PIXELS
) -> Image.Image:
    """The header only; pixels are decoded after the size has been judged. Raises PictureTooLarge, in those words."""
    try:
        image = Image.open(BytesIO(content), formats=[kind])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise (too_large or _too_many_pixels)() from error
    if image.width * image.height > most:
        raise (too_large or _too_many_pixels)()
    return image


def _too_many_pixels() -> PictureTooLarge:
    return PictureTooLarge("图片像素过高（超过 6400 万像素）。", next_step="请缩小后再上传。")


def plain(image: Image.Image, *, keep_transparency: bool) -> Image.Image:
    """A copy with nothing but pixels; Pillow writes comments and profiles that linger in `info`."""
    pixels = _coloured(image)
    if pixels.mode == "RGBA" and not keep_transparency:
        sheet = Image.new("RGB", pixels.size, "white")
        sheet.paste(pixels, mask=pixels.getchannel("A"))
        pixels = sheet
    elif pixels is image:
        pixels = image.copy()
    pixels.info = {}
    return pixels


def _coloured(image: Image.Image) -> Image.Image:
    """In red, green and blue, and in transparency where the picture has any."""
    transparent = image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info
    return image.convert("RGBA" if transparent else "RGB")


def encoded(image: Image.Image, extension: str) -> bytes:
    buffer = BytesIO()
    if extension == "png":
        image.save(buffer, "PNG", compress_level=6)
    else:
        image.save(buffer, "JPEG", quality=JPEG_QUALITY)
    return buffer.getvalue()


def _moment(text: str, offset: str) -> datetime | None:
    try:
        local = datetime.strptime(text.strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 the zone follows
    except ValueError:
        return None
    if not 1990 <= local.year <= 2100:  # a camera that lost its battery, or a forger: no moment is better than that one
        return None
    return local.replace(tzinfo=_zone(offset.strip("\x00 ")))


def _zone(offset: str) -> timezone | ZoneInfo:
    """`+08:00` as a zone; anything else is Asia/Shanghai."""
    try:
        moment = datetime.strptime(offset, "%z")
    except ValueError:
        return SHANGHAI
    return timezone(moment.utcoffset() or timedelta())
