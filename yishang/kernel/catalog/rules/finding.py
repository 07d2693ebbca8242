"""Finding items by words of two characters and by the first letters of their pinyin (企业开办 → qykb).

The letters come from the order of the national standard GB 2312-1980: its 3,755 common characters stand in the order
of their pinyin, so the code of a character says its first letter. Rarer ones, ordered by strokes, have none and are
passed over, but for the few that services use; a character of two readings counts in the one that is usual in names of
services.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar
from unicodedata import normalize

LETTERS = "abcdefghjklmnopqrstwxyz"
BEGIN = (
    0xB0A1, 0xB0C5, 0xB2C1, 0xB4EE, 0xB6EA, 0xB7A2, 0xB8C1, 0xB9FE, 0xBBF7, 0xBFA6, 0xC0AC, 0xC2E8, 0xC4C3, 0xC5B6,
    0xC5BE, 0xC6DA, 0xC8BB, 0xC8F6, 0xCBFA, 0xCDDA, 0xCEF4, 0xD1B9, 0xD4D1,
)  # fmt: skip
LAST_COMMON = 0xD7F9
READ_OTHERWISE = {
    "银行": "yh",
    "行业": "hy",
    "商行": "sh",
    "重新": "cx",
    "重建": "cj",
    "成长": "cz",
    "会计": "kj",
    "调动": "dd",
    "调查": "dc",
}
RARE = {"圳": "z", "殡": "b", "赡": "s", "砼": "t", "鉴": "j", "镉": "g", "渭": "w", "陕": "s", "邮": "y"}
LONGEST = 60
Found = TypeVar("Found")


def initials(text: str) -> str:
    """The first letters of a text's characters; letters and digits stay, all else is passed over."""
    for word, letters in READ_OTHERWISE.items():
        text = text.replace(word, letters)
    return "".join(map(_initial, text)).lower()


def _initial(letter: str) -> str:
    if letter.isascii():
        return letter if letter.isalnum() else ""
    if letter in RARE:
        return RARE[letter]
    try:
        code = int.from_bytes(letter.encode("gb2312"))
    except UnicodeEncodeError:
        return ""
    return LETTERS[bisect_right(BEGIN, code) - 1] if BEGIN[0] <= code <= LAST_COMMON else ""


def folded(text: str) -> str:
    """The one form in which words are compared."""
    return " ".join(normalize("NFKC", text).casefold().split())


@dataclass(frozen=True)
class Entry(Generic[Found]):
    """Something to be found: by its title first, then by more words, then by the title's letters."""

    what: Found
    title: str
    words: str
    letters: str


def entry(what: Found, *, title: str, more: Iterable[str] = ()) -> Entry[Found]:
    """Make one ready to be found."""
    return Entry(what, folded(title), folded(" ".join((title, *more))), initials(title))


def found(entries: Sequence[Entry[Found]], text: str, *, limit: int = 20) -> list[Found]:
    """What every word of the text stands in: in titles before in other words, each in the order given.

    A word of letters only is looked for in the pinyin letters as well. A blank text finds nothing.
    """
    words = folded(text[:LONGEST]).split()
    if not words:
        return []
    in_title = (one for one in entries if all(word in one.title for word in words))
    hits = list(islice(in_title, limit))
    if len(hits) < limit:
        seen = set(map(id, hits))
        rest = (one for one in entries if id(one) not in seen and all(_in(word, one) for word in words))
        hits += islice(rest, limit - len(hits))
    return [one.what for one in hits]


def _in(word: str, one: Entry[Found]) -> bool:
    return word in one.words or (len(word) > 1 and word.isascii() and word in one.letters)
