"""What people write never keeps a month from being counted."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from yishang.kernel.analysis.gateways.duck import Duck
from yishang.kernel.analysis.rules import PLACES, TEXT, WHOLE, Extract

WORDS = ["a\rb", "l\nm", "\r\n", 'q"q', "1,2", "\u2028", "\ufeffx", "=1+1", "'; DROP VIEW said; --", ""]


def said_of(words: list[str]) -> Extract:
    def rows() -> Iterator[tuple[Any, ...]]:
        yield from (("610400", "610402", "", "2019-12", 0, place, word) for place, word in enumerate(words))

    columns = {**PLACES, "place": WHOLE, "word": TEXT}
    return Extract(name="said", title="话", columns=columns, rows=rows, counts=lambda *_: {})


@pytest.mark.parametrize("word", WORDS)
def test_every_word_comes_back_as_it_was(tmp_path: Path, word: str) -> None:
    with Duck(tmp_path) as duck:
        duck.take_in(said_of(["演示", word, "演示"]))
        assert [row["word"] for row in duck.rows("SELECT word FROM said ORDER BY place")] == ["演示", word, "演示"]
