"""Names of places and groups, found in the messages themselves: what comes after 市, 区, 镇, 街道, 路 and the like.

A run of three characters is a name when a good part of its uses stand right behind such a word: 丽发新 (of 丽发新城)
does, 噪音扰 does not. So no gazetteer is needed, and new compounds are known on the day they are written about.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

SIGN = 3  # characters by which a name is known
LONGEST_NAME = 9
AFTER_PART = 0.3  # of a sign's uses stand right behind a word for a place
SEEN_LEAST = 2
RARE = 3  # texts
SEEN_PART = 0.035  # of all messages; what more of them name is a county or an office
FOLLOWED = 0.6  # a name goes on with a character that follows so often
BEHIND = re.compile(r"[A-Z]\d{0,2}[市区县]+|(?<![社小园校景片])区|[一-龥][市县镇]|街道|大道|[一-龥]路")
OFFICES = re.compile(r"局|政府|办事|办公|委|党|交汇|交界|交叉|街$|街道|[区市县]$|^地铁")
READABLE = re.compile(r"[一-龥A-Z0-9]+")
DISTRICT = re.compile(r"[A-Z]\d{0,2}[市区县]")
NOT_WRITTEN = re.compile(r"[\s·.•]+")
NO_WORDS = re.compile(r"[^一-龥A-Z0-9]+")


@dataclass(frozen=True)
class Names:
    """The signs of names, each with the whole name, and in how many texts it stands; `rare` is what few texts have."""

    whole: dict[str, str]
    seen: dict[str, int]
    rare: frozenset[str]

    def signs_in(self, text: str) -> set[str]:
        """The signs that stand in a text that `level` has prepared."""
        return {text[at : at + SIGN] for at in range(len(text) - SIGN + 1)} & self.whole.keys()

    def named_in_title(self, title: str) -> set[str]:
        """The signs in a title, and what stands behind a word for a place there, though nobody else wrote of it yet."""
        behind = {title[found.end() : found.end() + SIGN] for found in BEHIND.finditer(title)}
        return self.signs_in(title) | {sign for sign in behind if sign in self.rare and _is_name(sign)}

    def without(self, text: str) -> str:
        """The text with names and districts blanked out: what is said about the place, without the place."""
        kept = list(text)
        for at in range(len(text) - SIGN + 1):
            if name := self.whole.get(text[at : at + SIGN]):
                size = SIGN
                while size < len(name) and text[at + size : at + size + 1] == name[size]:
                    size += 1
                kept[at : at + size] = " " * size
        return NO_WORDS.sub(" ", DISTRICT.sub(" ", "".join(kept)))


def level(text: str) -> str:
    """One width and case, without blanks and the dots inside names."""
    return NOT_WRITTEN.sub("", unicodedata.normalize("NFKC", text)).upper()


def names_in(texts: Sequence[str]) -> Names:
    """The names that these texts (prepared by `level`) speak of."""
    behind, uses, seen = Counter[str](), Counter[str](), Counter[str]()
    following: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts:
        behind.update(text[found.end() : found.end() + SIGN] for found in BEHIND.finditer(text))
        signs = [text[at : at + SIGN] for at in range(len(text) - SIGN + 1)]
        uses.update(signs)
        seen.update(set(signs))
    most = max(SEEN_LEAST * 5, int(SEEN_PART * len(texts)))
    signs = sorted(
        sign
        for sign, many in behind.items()
        if many >= SEEN_LEAST
        and many >= AFTER_PART * uses[sign]
        and SEEN_LEAST <= seen[sign] <= most
        and _is_name(sign)
    )
    _note_following(texts, following)
    rare = frozenset(sign for sign in behind if seen[sign] <= RARE)
    whole = {sign: _prolonged(sign, following) for sign in signs}
    return Names(whole, {sign: seen[sign] for sign in signs}, rare)


def _is_name(sign: str) -> bool:
    return len(sign) == SIGN and bool(READABLE.fullmatch(sign)) and not OFFICES.search(sign) and not BEHIND.search(sign)


def _note_following(texts: Sequence[str], following: dict[str, Counter[str]]) -> None:
    for text in texts:
        for at in range(len(text) - SIGN):
            following[text[at : at + SIGN]][text[at + SIGN]] += 1


def _prolonged(sign: str, following: dict[str, Counter[str]]) -> str:
    """The whole name: the sign, and on as long as one character nearly always comes next."""
    name = sign
    while len(name) < LONGEST_NAME and (next_ones := following.get(name[-SIGN:])):
        letter, many = max(next_ones.items(), key=lambda one: (one[1], one[0]))
        if many < SEEN_LEAST or many < FOLLOWED * next_ones.total() or not READABLE.fullmatch(letter):
            break
        name += letter
    return name
