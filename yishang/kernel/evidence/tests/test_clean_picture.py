"""What is left of a picture, and what is never taken for one."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, PngImagePlugin

from yishang.kernel.evidence import rules
from yishang.kernel.evidence.tests.conftest import photo


def exif_of_a_phone(**details: str) -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6  # held upright: the sensor lay on its side
    exif[0x010F] = "某手机"
    exif.get_ifd(0x8825).update({1: "N", 2: (34.0, 20.0, 30.0), 3: "E", 4: (108.0, 42.0, 10.0)})
    exif.get_ifd(0x8769).update({0x9003: details.get("taken", ""), 0x9011: details.get("offset", "")})
    return exif


def reopened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


@pytest.mark.parametrize(("kind", "extension"), [("JPEG", "jpg"), ("PNG", "png"), ("HEIF", "jpg")])
def test_a_picture_of_each_kind_is_kept_as_one_that_every_browser_shows(kind: str, extension: str) -> None:
    cleaned = rules.clean(photo(kind=kind).getvalue())
    assert (cleaned.extension, cleaned.width, cleaned.height) == (extension, 64, 48)
    assert rules.kind_of(cleaned.content) == {"jpg": "JPEG", "png": "PNG"}[extension]
    assert rules.kind_of(cleaned.thumbnail) == "JPEG"


def test_the_name_of_a_file_does_not_matter_only_its_content() -> None:
    assert rules.kind_of(photo(kind="PNG").getvalue()) == "PNG"
    assert rules.kind_of(b"\x00\x00\x00\x20ftypavif\x00\x00\x00\x00") is None


def test_place_maker_comment_and_profile_are_gone_and_the_picture_stands_upright() -> None:
    upload = photo(size=(64, 48), exif=exif_of_a_phone(), comment="张三家", xmp=b"<x:gps/>", icc_profile=b"profile")
    cleaned = rules.clean(upload.getvalue())
    assert (cleaned.width, cleaned.height) == (48, 64)
    for content in (cleaned.content, cleaned.thumbnail):
        kept = reopened(content)
        assert not kept.getexif()
        assert not {"comment", "xmp", "icc_profile", "exif"} & set(kept.info)
        assert "张三家".encode() not in content


def test_text_hidden_in_a_png_is_gone_and_its_transparency_stays() -> None:
    note = PngImagePlugin.PngInfo()
    note.add_text("Location", "34.34,108.70")
    upload = BytesIO()
    Image.new("RGBA", (40, 40), (255, 0, 0, 0)).save(upload, "PNG", pnginfo=note, exif=exif_of_a_phone())
    cleaned = rules.clean(upload.getvalue())
    kept = reopened(cleaned.content)
    assert kept.mode == "RGBA"
    assert b"34.34" not in cleaned.content
    assert not kept.getexif()
    assert reopened(cleaned.thumbnail).getpixel((5, 5)) == (255, 255, 255)


@pytest.mark.parametrize("mode", ["L", "1", "P", "CMYK", "I;16", "LA"])
def test_unusual_colour_modes_are_taken(mode: str) -> None:
    upload = BytesIO()
    Image.new(mode, (30, 20)).save(upload, "JPEG" if mode == "CMYK" else "PNG")
    assert rules.clean(upload.getvalue()).width == 30


def test_a_large_photo_shrinks_to_2560_and_its_thumbnail_to_320() -> None:
    cleaned = rules.clean(photo(size=(5000, 2500)).getvalue())
    assert (cleaned.width, cleaned.height) == (2560, 1280)
    assert reopened(cleaned.thumbnail).size == (320, 160)


@pytest.mark.parametrize(
    ("taken", "offset", "utc"),
    [
        ("2019:12:09 10:30:00", "", datetime(2019, 12, 9, 2, 30, tzinfo=UTC)),
        ("2019:12:09 10:30:00", "+09:00", datetime(2019, 12, 9, 1, 30, tzinfo=UTC)),
        ("0000:00:00 00:00:00", "", None),
        ("0001:01:01 00:00:00", "", None),
        ("昨天", "", None),
        ("", "", None),
    ],
)
def test_the_moment_of_capture_is_kept_when_it_makes_sense(taken: str, offset: str, utc: datetime | None) -> None:
    upload = photo(exif=exif_of_a_phone(taken=taken, offset=offset))
    assert rules.clean(upload.getvalue()).taken_at == utc


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(rules.EmptyUpload):
        rules.clean(b"")


@pytest.mark.parametrize("content", [b"hello, I am called photo.jpg", b"<svg/>", b"GIF89a....", b"%PDF-1.7", b"\xff"])
def test_what_is_no_picture_is_refused_whatever_its_name(content: bytes) -> None:
    with pytest.raises(rules.NotAPicture) as refused:
        rules.clean(content)
    assert "jpg、png 或 heic" in refused.value.next_step


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "HEIF"])
@pytest.mark.parametrize("part", [0.9, 0.5, 0.1])
def test_a_truncated_picture_is_refused(kind: str, part: float) -> None:
    noise = BytesIO()
    Image.effect_noise((200, 200), 80).save(noise, kind)
    content = noise.getvalue()
    with pytest.raises(rules.DamagedPicture):
        rules.clean(content[: int(len(content) * part)])


@pytest.mark.parametrize("side", [10_000, 14_000])
def test_a_bomb_of_a_hundred_megapixels_in_a_small_file_is_refused(side: int) -> None:
    upload = BytesIO()
    Image.new("1", (side, side)).save(upload, "PNG")
    assert upload.tell() < 100_000
    with pytest.raises(rules.PictureTooLarge):
        rules.clean(upload.getvalue())


def test_ten_megabytes_are_taken_and_one_byte_more_is_refused() -> None:
    content = photo().getvalue()
    assert rules.clean(content + b"\0" * (rules.MAX_BYTES - len(content))).width == 64
    with pytest.raises(rules.PictureTooLarge):
        rules.clean(content + b"\0" * (rules.MAX_BYTES + 1 - len(content)))


@pytest.mark.parametrize(
    ("given", "kept"), [("C:\\照片\\门头.jpg", "门头.jpg"), ("../../etc/passwd", "passwd"), ("a\x00\n.jpg", "a.jpg")]
)
def test_a_file_name_carries_no_folder_and_no_control_character(given: str, kept: str) -> None:
    assert rules.tidy_name(given) == kept
