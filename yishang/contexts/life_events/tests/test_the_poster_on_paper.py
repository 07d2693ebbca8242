"""The poster as a PDF says what the SVG says, word for word, and needs a font to say it."""

import re
import zlib
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from yishang.kernel.documents import services as documents
from yishang.kernel.documents.rules import FontMissing


def words_on(paper: bytes) -> list[str]:
    """The texts of a PDF in order, read by the maps from glyphs to letters that it carries (the test's own reader)."""
    objects = {int(number): body for number, body in re.findall(rb"(\d+) 0 obj\n(.*?)endobj", paper, re.DOTALL)}
    streams = {at: _stream(body) for at, body in objects.items() if b"stream" in body}
    fonts = dict(re.findall(rb"/(F\d+) (\d+) 0 R", paper))
    letters = {}
    for name, at in fonts.items():
        [table] = re.findall(rb"/ToUnicode (\d+) 0 R", objects[int(at)])
        pairs = re.findall(rb"<([0-9A-F]{4})> <([0-9A-F]+)>", streams[int(table)])
        letters[name] = {int(glyph, 16): bytes.fromhex(told.decode()).decode("utf-16-be") for glyph, told in pairs}
    page = next(body for body in streams.values() if b" Tf" in body)
    found, font = [], b""
    for chosen, shown in re.findall(rb"/(F\d+) [\d.]+ Tf|\(((?:\\.|[^\\)])*)\) Tj", page, re.DOTALL):
        font = chosen or font
        if not chosen:
            raw = re.sub(rb"\\(.)", lambda one: {b"r": b"\r", b"n": b"\n"}.get(one[1], one[1]), shown, flags=re.DOTALL)
            found.append("".join(letters[font][raw[at] << 8 | raw[at + 1]] for at in range(0, len(raw), 2)))
    return found


def _stream(body: bytes) -> bytes:
    raw = body.partition(b"stream\n")[2].rpartition(b"\nendstream")[0]
    return zlib.decompress(raw) if b"FlateDecode" in body else raw


@pytest.mark.usefixtures("db", "frozen_site")
def test_the_paper_has_every_word_of_the_drawing_and_no_other(client: Client) -> None:
    try:
        documents.font_file(documents.SANS)
    except FontMissing:
        pytest.skip("没有可嵌入的中文字体（Debian：fonts-noto-cjk）")
    drawn = client.get(reverse("life_events:poster_svg", args=["project"])).content.decode()
    paper = client.get(reverse("life_events:poster_pdf", args=["project"]), {"size": "A2"})
    texts = ["".join(one.itertext()) for one in ElementTree.fromstring(drawn).iter("{http://www.w3.org/2000/svg}text")]
    assert sorted(words_on(paper.content)) == sorted(texts)
    assert len(texts) > 70
    assert b"/MediaBox [0 0 1190.55 1683.78]" in paper.content


@pytest.mark.usefixtures("db", "frozen_site")
def test_an_unknown_size_is_refused_and_a_missing_font_told(client: Client, settings: Settings, tmp_path: Path) -> None:
    address = reverse("life_events:poster_pdf", args=["natural"])
    assert "没有“A9”这个选项" in client.get(address, {"size": "A9"}).content.decode()
    settings.REPORT_FONT = str(tmp_path / "none.ttf")
    told = client.get(address)
    assert told.status_code == 503
    assert "REPORT_FONT" in told.content.decode()
