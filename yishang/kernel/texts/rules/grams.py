"""The pieces of a text that are counted: runs of one to three characters, so that no dictionary of words is needed.

Raw text and text that was segmented into words come out the same: blanks and punctuation do not count.
"""

import unicodedata
from collections import Counter

LONGEST = 3  # characters of a gram
OPENING = 28  # characters; a message says first what it is about, in its title as a rule
IN_OPENING = "^"  # marks the grams of the opening, which are counted apart


def bare(text: str) -> str:
    """Letters, digits and Chinese characters alone, in one width and case."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def body_counts(plain: str) -> Counter[str]:
    """How often each gram stands in a text that `bare` has cleaned."""
    return Counter(_grams(plain))


def opening_counts(plain: str) -> Counter[str]:
    """The same of the first characters alone, each gram marked as one of the opening."""
    return Counter(IN_OPENING + gram for gram in _grams(plain[:OPENING]))


def _grams(plain: str) -> list[str]:
    return [plain[at : at + size] for size in range(1, LONGEST + 1) for at in range(len(plain) - size + 1)]
