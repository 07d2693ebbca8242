"""How text is brought to one form, and cut into the grams by which it is found. Plain Python."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from unicodedata import normalize
from zlib import crc32

FORM = 1  # of folding and grams together; a change makes every installation index anew at its next start
WORDS_MAX = 60  # characters of one search
LONG_GRAMS = (4, 8)
BLANK = 0x20
UNSEEN = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")  # control characters, and halves of characters
LATIN_RUN = re.compile(r"[!-~]{4,}")


def fold(text: str) -> str:
    """The one form in which texts are compared: full width as half width, capitals as small letters, single blanks."""
    seen = UNSEEN.sub(" ", text)
    return " ".join(normalize("NFKC", normalize("NFKC", seen).casefold()).split())


def folded(parts: Iterable[str]) -> str:
    """Several texts as one; no word reaches from one part into the next."""
    return " ".join(filter(None, map(fold, parts)))


def words_in(text: str) -> tuple[str, ...]:
    """What is searched for: the words between blanks, each once; all of them must be found."""
    return tuple(dict.fromkeys(fold(text).split()))


def grams(words: str) -> set[int]:
    """Of a folded text: every character, every two neighbours, and of letters and digits every four and eight.

    Numbers below 2**32. Characters are UTF-16 units, so two neighbours fit into one number; four and eight are
    needed because two digits say next to nothing: every number and date has the same ones.
    """
    units = _units(words)
    found = {first << 16 | second for first, second in pairwise(units) if first != BLANK and second != BLANK}
    found.update(units)
    found.discard(BLANK)
    for run in LATIN_RUN.findall(words):
        found.update(_long_grams(run.encode()))
    return found


def grams_asked(words: Iterable[str]) -> set[int]:
    """Grams that every text has in which all these words stand; the fewest that still tell it from most others."""
    found: set[int] = set()
    for word in words:
        units = _units(word)
        found.update((first << 16 | second for first, second in pairwise(units)) if len(units) > 1 else units)
        for run in LATIN_RUN.findall(word):
            found -= grams(run)  # what the longer grams imply
            found.update(_long_grams_asked(run.encode()))
    return found


def _units(words: str) -> memoryview:
    return memoryview(words.encode("utf-16-le")).cast("H")


def _long_grams(run: bytes) -> Iterable[int]:
    return [crc32(run[at : at + size]) for size in LONG_GRAMS for at in range(len(run) - size + 1)]


def _long_grams_asked(run: bytes) -> Iterable[int]:
    """The longest grams side by side, and the last one, so that all of the run is covered."""
    size = max(size for size in LONG_GRAMS if size <= len(run))
    places = {*range(0, len(run) - size + 1, size), len(run) - size}
    return [crc32(run[at : at + size]) for at in places]


def marked(text: str, words: Sequence[str]) -> list[tuple[str, bool]]:
    """A short text in pieces, each with whether it was searched for: for the eye, where `fold` lets us tell the place.

    The pieces joined are the text as it was given.
    """
    if not any(word in fold(text) for word in words):
        return [(text, False)] if text else []
    places = [(letter, at) for at, character in enumerate(text) for letter in fold(character) or " "]
    whole = "".join(letter for letter, _ in places)
    found = [False] * len(text)
    for word in words:
        start = whole.find(word)
        while start >= 0:
            for _, at in places[start : start + len(word)]:
                found[at] = True
            start = whole.find(word, start + 1)
    pieces: list[tuple[str, bool]] = []
    for character, is_found in zip(text, found, strict=True):
        if pieces and pieces[-1][1] == is_found:
            pieces[-1] = (pieces[-1][0] + character, is_found)
        else:
            pieces.append((character, is_found))
    return pieces
