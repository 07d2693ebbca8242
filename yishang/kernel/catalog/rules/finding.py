"""Finding items by words of two characters and by the first letters of their pinyin (企业开办 → qykb).

The letters come from the order of the national standard GB 2312-1980: its 3,755 common characters stand in the order
of their pinyin, so the code of a character says its first letter. Rarer ones, ordered by strokes, have none and are
passed over, but for the few that services use; a character of two readings counts in the one that is usual in names of
services.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate, islice
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


class _Lines:
    """Many short texts as one, so that a word is looked for once and not in each of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._joined = "\n".join(texts)
        self._starts = [0, *accumulate(len(text) + 1 for text in texts)]

    def holding(self, words: Sequence[str]) -> Iterator[int]:
        """The places of the texts in which every word stands, in order."""
        longest = max(words, key=len)
        at = self._joined.find(longest)
        while at >= 0:
            place = bisect_right(self._starts, at) - 1
            if all(word in self._texts[place] for word in words):
                yield place
            at = self._joined.find(longest, self._starts[place + 1])


class Index(Generic[Found]):
    """Things ready to be found: by their titles first, then by more words and by the letters of their titles."""

    def __init__(self, things: Iterable[tuple[Found, str, Iterable[str]]]) -> None:
        """Each thing comes with its title and further words."""
        known = list(things)
        self._things = [thing for thing, _, _ in known]
        self._titles = _Lines([folded(title) for _, title, _ in known])
        self._words = _Lines([folded(" ".join((title, *more, initials(title)))) for _, title, more in known])

    def found(self, text: str, *, limit: int = 20) -> list[Found]:
        """What every word of the text stands in: in titles before in other words, each in the order given.

        A blank text finds nothing.
        """
        words = folded(text[:LONGEST]).split()
        if not words:
            return []
        places = dict.fromkeys(islice(self._titles.holding(words), limit))
        for place in self._words.holding(words):
            if len(places) == limit:
                break
            places[place] = None
        return [self._things[place] for place in places]
