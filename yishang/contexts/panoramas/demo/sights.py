"""Panoramas drawn in code: sky, ground, a building of so many floors and its crane. No real place looks like this."""

from io import BytesIO

from PIL import Image, ImageChops, ImageDraw, ImageOps

WIDTH, HEIGHT = 4096, 2048
HORIZON = HEIGHT // 2
FLOOR = 44  # pixels of a storey
LEFT, RIGHT = 1700, 2400  # of the building, when the picture's middle looks at it
FIELDS = ("#7d8a5a", "#8f8a63", "#6f7f55", "#94895f")


def sight(*, floors: int, has_crane: bool, north: float, taken: str, place: tuple[float, float]) -> bytes:
    """A JPEG of the site with EXIF as a drone writes it; `north` is the bearing of the picture's middle in degrees.

    `taken` is local time (2019:12:05 09:30:00), `place` longitude and latitude in WGS 84.
    """
    picture = _land()
    draw = ImageDraw.Draw(picture)
    _building(draw, floors)
    if has_crane:
        _crane(draw, HORIZON + 60 - floors * FLOOR)
    turned = ImageChops.offset(picture, -round(north / 360 * WIDTH), 0)
    file = BytesIO()
    turned.save(file, "JPEG", quality=82, exif=_exif(taken, place))
    return file.getvalue()


def _land() -> Image.Image:
    sky = Image.linear_gradient("L").resize((WIDTH, HORIZON), Image.Resampling.BILINEAR)
    picture = Image.new("RGB", (WIDTH, HEIGHT), "#857f66")
    picture.paste(ImageOps.colorize(sky, "#3f7fc4", "#dfeaf2"), (0, 0))
    draw = ImageDraw.Draw(picture)
    for place in range(16):
        left = place * WIDTH // 16
        draw.rectangle((left, HORIZON, left + WIDTH // 16, HORIZON + 300), fill=FIELDS[place % len(FIELDS)])
        draw.polygon(
            ((left, HORIZON), (left + 140, HORIZON - 20 - place * 7 % 30), (left + 256, HORIZON)), fill="#6c7a6a"
        )
    draw.rectangle((0, HORIZON + 420, WIDTH, HORIZON + 520), fill="#5d5d60")  # the road around the site
    for dash in range(0, WIDTH, 128):
        draw.rectangle((dash, HORIZON + 464, dash + 64, HORIZON + 476), fill="#e7e2cf")
    return picture


def _building(draw: ImageDraw.ImageDraw, floors: int) -> None:
    bottom = HORIZON + 240
    draw.rectangle((LEFT - 160, bottom - 20, RIGHT + 160, bottom + 60), fill="#a58f6c")
    for floor in range(floors):
        top = bottom - (floor + 1) * FLOOR
        draw.rectangle((LEFT, top, RIGHT, top + FLOOR), fill="#c9c6bf", outline="#7f7c75", width=3)
        for window in range(LEFT + 24, RIGHT - 40, 64):
            draw.rectangle((window, top + 10, window + 36, top + 34), fill="#4d6a86")


def _crane(draw: ImageDraw.ImageDraw, top: int) -> None:
    mast = RIGHT + 90
    draw.line((mast, HORIZON + 240, mast, top - 120), fill="#d49a1f", width=14)
    draw.line((mast - 420, top - 120, mast + 140, top - 120), fill="#d49a1f", width=12)
    draw.line((mast - 300, top - 120, mast - 300, top - 20), fill="#333333", width=4)


def _exif(taken: str, place: tuple[float, float]) -> bytes:
    exif = Image.Exif()
    exif.get_ifd(0x8769)[0x9003] = taken
    lon, lat = place
    exif.get_ifd(0x8825).update({1: "N", 2: (lat, 0.0, 0.0), 3: "E", 4: (lon, 0.0, 0.0)})
    return exif.tobytes()
