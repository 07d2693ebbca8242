"""What counts as a panorama (handbook 1.7), and what is shown of it.

A whole sphere in equirectangular projection is twice as wide as high. What is shown is drawn anew, so that no place
and no name of a camera stands in it; the original is kept beside it as the proof.
"""

from dataclasses import dataclass
from datetime import datetime

from PIL import Image

from yishang.kernel.context import Refusal
from yishang.kernel.evidence.rules import (
    DECODING,
    DamagedPicture,
    EmptyUpload,
    NotAPicture,
    PictureTooLarge,
    encoded,
    kind_of,
    opened,
    plain,
    taken_at,
    taken_where,
)

HEAVIEST = 60 * 1024 * 1024  # bytes, handbook 1.7
NARROWEST = 4096  # pixels across, handbook 1.7 [设]
WIDEST = 12_288  # above what drones stitch; the pixels of one upload stay below 230 MB
SHOWN_WIDTH = 4096  # two of them fit the memory of an office computer, and every texture limit
FLAT_WIDTH = 1600  # for those who cannot turn the sphere
THUMBNAIL_WIDTH = 320
EXTENSIONS = {"JPEG": "jpg", "PNG": "png"}


class NotAPanorama(Refusal):
    """A picture, but not of the whole sphere, or too small to judge a building site by."""

    status = 422


@dataclass(frozen=True)
class CleanPanorama:
    """A panorama that may be kept: three JPEGs without metadata; size in pixels of the original, place in WGS 84."""

    shown: bytes
    flat: bytes
    thumbnail: bytes
    extension: str
    width: int
    height: int
    taken_at: datetime | None
    place: tuple[float, float] | None


def develop(content: bytes) -> CleanPanorama:
    """The upload as we show it. Raises EmptyUpload, PictureTooLarge, NotAPicture, NotAPanorama, DamagedPicture."""
    if not content:
        raise EmptyUpload("这个文件是空的。", next_step="请重新选择全景图。")
    if len(content) > HEAVIEST:
        raise PictureTooLarge("全景图超过 60 MB。", next_step="请用拼接软件导出质量 80–90 的 JPEG 再上传。")
    kind = kind_of(content)
    if kind not in EXTENSIONS:
        raise NotAPicture("这个文件的内容不是 JPEG 或 PNG 图片。", next_step="请上传拼接好的全景图，不要只改扩展名。")
    try:
        with DECODING:
            return _developed(content, kind)
    except Refusal:
        raise
    except Exception as error:  # a decoder fed with hostile bytes may raise anything
        raise DamagedPicture("全景图已损坏，读不到底。", next_step="请重新导出后再上传。") from error


def _developed(content: bytes, kind: str) -> CleanPanorama:
    with opened(content, kind, too_large=_too_wide, most=WIDEST * WIDEST // 2) as image:
        width, height = image.size
        _check_shape(width, height)
        captured, place = taken_at(image.getexif()), taken_where(image.getexif())
        image.draft("RGB", (SHOWN_WIDTH, SHOWN_WIDTH // 2))  # a JPEG decodes at a fraction of its size: less memory
        shown = _narrowed(plain(image, keep_transparency=False), SHOWN_WIDTH)
    flat = _narrowed(shown, FLAT_WIDTH)
    return CleanPanorama(
        shown=encoded(shown, "jpg"),
        flat=encoded(flat, "jpg"),
        thumbnail=encoded(_narrowed(flat, THUMBNAIL_WIDTH), "jpg"),
        extension=EXTENSIONS[kind],
        width=width,
        height=height,
        taken_at=captured,
        place=place,
    )


def _check_shape(width: int, height: int) -> None:
    if width != 2 * height:
        raise NotAPanorama(
            f"这张图是 {width}×{height}，不是 2:1 的等距柱状全景图。", next_step="请上传拼接完整的 720 度全景图。"
        )
    if width < NARROWEST:
        raise NotAPanorama(
            f"这张全景图只有 {width}×{height}，看不清工地。",
            next_step=f"请导出不小于 {NARROWEST}×{NARROWEST // 2} 的。",
        )


def _narrowed(picture: Image.Image, width: int) -> Image.Image:
    if picture.width <= width:
        return picture
    return picture.resize((width, width // 2), Image.Resampling.LANCZOS, reducing_gap=2.0)


def _too_wide() -> PictureTooLarge:
    return PictureTooLarge("图片像素过高，可能不是全景图。", next_step=f"请缩小到 {WIDEST}×{WIDEST // 2} 以内再上传。")
