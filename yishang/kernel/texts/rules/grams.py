"""The pieces of a text that are counted: runs of one to three characters, and words where the lessons show words.

Raw text and text that was segmented into words come out the same: blanks and punctuation do not count, and words are
found again by the longest match in a dictionary of the segmented lessons. Raw lessons alone do without.
"""

import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable

LONGEST = 3  # characters of a gram
OPENING = 28  # characters; a message says first what it is about, in its title as a rule
IN_OPENING, AS_WORD = "^", "="  # mark the grams of the opening and whole words, which are counted apart
WORD_SHORTEST, WORD_LONGEST = 2, 7  # characters
WORD_SEEN = 3  # times in the lessons
BLANKS_PART = 0.2  # of a segmented text, at least

Counts = Callable[[str], Counter[str]]


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


def blocks(words: Collection[str]) -> tuple[Counts, Counts, Counts]:
    """How a text that `bare` has cleaned is counted: its grams, those of its opening, and the words of a dictionary."""
    return body_counts, opening_counts, lambda plain: Counter(AS_WORD + word for word in longest_match(plain, words))


def dictionary(texts: Iterable[str]) -> frozenset[str]:
    """The words of those texts that are segmented by blanks; none when all are raw."""
    seen: Counter[str] = Counter()
    for text in texts:
        if text.count(" ") >= BLANKS_PART * max(1, len(text)):
            seen.update(map(bare, text.split()))
    return frozenset(
        word for word, many in seen.items() if many >= WORD_SEEN and WORD_SHORTEST <= len(word) <= WORD_LONGEST
    )


def longest_match(plain: str, words: Collection[str]) -> list[str]:
    """The words in a text, each the longest that begins where the one before ended."""
    found: list[str] = []
    if not words:
        return found
    at, end = 0, len(plain)
    while at < end:
        for size in range(min(WORD_LONGEST, end - at), WORD_SHORTEST - 1, -1):
            if plain[at : at + size] in words:
                found.append(plain[at : at + size])
                at += size
                break
        else:
            at += 1
    return found
