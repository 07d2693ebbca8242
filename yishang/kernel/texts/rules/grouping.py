"""Which messages speak of one matter: the same place or group of people, and the same complaint.

Two things must agree, and each is measured apart: the names that two messages share, and what they say once names are
taken out. So two compounds with the same complaint stay two matters, and two complaints about one compound as well.
Messages that say the same almost word for word belong together without a name, unless they name different places.
Groups are cut by average likeness, so that no chain of half-alike messages grows. Nothing is left to chance.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from scipy import sparse
from scipy.cluster.hierarchy import fcluster, linkage
from scipy.sparse import csgraph
from scipy.spatial.distance import squareform

from yishang.kernel.texts.rules.counting import Table, count, to_length_one, weighed
from yishang.kernel.texts.rules.heat import heat_of
from yishang.kernel.texts.rules.messages import Message, Topic
from yishang.kernel.texts.rules.places import Names, level, names_in

READ = 400  # characters of a message after its title
READ_FOR_NAMES = 250
IN_TITLE = 2.0  # a name in the title counts twice
REST_WEIGHT = 1.2  # of what stands after the title, beside the title
COMMON_PART, COMMON_LEAST = 0.12, 20  # grams that more messages have say nothing about the matter
NAMES_SHARED = 0.25  # cosine of names at least
NAMES_FULL = 0.8  # from here on names are the same
SAID_SHARED = 0.1  # cosine of what is said at least
SAID_ALONE = 0.55  # cosine at which messages belong together without a name
LINKED = 0.42  # likeness that links two messages
KEPT_TOGETHER = 0.65  # of that, on average, within a group
AT_ONCE = 500
LARGEST = 3000  # messages linked into one heap; beyond that only the strongest links count
TITLE_MOST = 40


@dataclass(frozen=True)
class _Read:
    """The messages as they are compared: places in the title, names in all, and what is said without names."""

    places: list[set[str]]
    in_all: list[set[str]]
    words: list[str]
    names: Table
    said: Table
    known: Names


def topics_of(messages: Sequence[Message]) -> list[Topic]:
    """The topics of two messages or more, hottest first; a message is in one at most."""
    if len(messages) < 2:
        return []
    read = _read(messages)
    likeness = _likeness(read)
    groups = _groups(likeness)
    topics = [_topic(messages, rows, likeness, read) for rows in groups]
    return sorted(topics, key=lambda topic: (-topic.heat, topic.began, topic.title, topic.messages))


def _read(messages: Sequence[Message]) -> _Read:
    titles = [level(message.title) for message in messages]
    rests = [level(message.text)[:READ] for message in messages]
    known = names_in([f"{title}|{rest}" for title, rest in zip(titles, rests, strict=True)])
    in_title = [known.signs_in(title) for title in titles]
    in_all = [found | known.signs_in(rest[:READ_FOR_NAMES]) for found, rest in zip(in_title, rests, strict=True)]
    return _Read(
        places=[known.named_in_title(title) for title in titles],
        in_all=in_all,
        words=[f"{title}|{rest}" for title, rest in zip(titles, rests, strict=True)],
        names=_names(messages, in_title, in_all, known),
        said=_said(titles, rests, known),
        known=known,
    )


def _names(messages: Sequence[Message], in_title: list[set[str]], in_all: list[set[str]], known: Names) -> Table:
    """A row of names for each message; a place that was given with it counts as a name of its own."""
    rows = []
    for message, title, everywhere in zip(messages, in_title, in_all, strict=True):
        row = {
            sign: log(len(messages) / known.seen[sign]) * (IN_TITLE if sign in title else 1.0)
            for sign in sorted(everywhere)
        }
        if message.place:
            row[f"@{message.place}"] = 2 * max(1.0, sum(row.values()))
        rows.append(row)
    columns = {sign: place for place, sign in enumerate(sorted({sign for row in rows for sign in row}))}
    ends = np.cumsum([0, *map(len, rows)])
    flat = [columns[sign] for row in rows for sign in row]
    values = np.array([value for row in rows for value in row.values()], np.float32)
    return to_length_one(sparse.csr_matrix((values, np.array(flat, np.int32), ends), (len(rows), len(columns))))


def _said(titles: Sequence[str], rests: Sequence[str], known: Names) -> Table:
    """A row for each message of the pairs of characters in it, names taken out; common pairs left out."""
    texts = [known.without(text) for text in (*titles, *rests)]
    counted = count(texts, _pairs)
    half = len(titles)
    seen = np.bincount(((counted.table[:half] + counted.table[half:]) > 0).indices, minlength=len(counted.grams))
    telling = np.flatnonzero((seen >= 2) & (seen <= max(COMMON_LEAST, COMMON_PART * half)))
    rarity = (np.log((1 + half) / (1 + seen[telling])) + 1).astype(np.float32)
    table = weighed(counted.table[:, telling], rarity)
    return to_length_one(table[:half] + REST_WEIGHT * table[half:])


def _pairs(text: str) -> Counter[str]:
    return Counter(word[at : at + 2] for word in text.split() for at in range(len(word) - 1))


def _likeness(read: _Read) -> Table:
    """How alike each pair of messages is, 0–1, where it is worth knowing; symmetric, nothing on the diagonal."""
    size = read.said.shape[0]
    named, same = (
        sparse.csr_matrix((values, (rows, columns)), (size, size))
        for rows, columns, values in (_named_alike(read), _said_alike(read))
    )
    best: Table = named.maximum(same)
    return (best + best.T).tocsr()


Pairs = tuple[Any, Any, Any]


def _named_alike(read: _Read) -> Pairs:
    """Pairs that share names and say something alike: √(names × said)."""
    rows, columns, names = _pairs_above(read.names, NAMES_SHARED)
    said = np.empty(len(rows), np.float32)
    for begin in range(0, len(rows), 50_000):
        part = slice(begin, begin + 50_000)
        said[part] = np.asarray(read.said[rows[part]].multiply(read.said[columns[part]]).sum(axis=1)).ravel()
    kept = said >= SAID_SHARED
    alike = np.sqrt(np.minimum(names[kept] / NAMES_FULL, 1) * np.minimum(said[kept], 1))
    return rows[kept], columns[kept], alike.astype(np.float32)


def _said_alike(read: _Read) -> Pairs:
    """Pairs that say the same almost word for word, and do not name different places."""
    rows, columns, said = _pairs_above(read.said, SAID_ALONE)
    kept = np.array([not _elsewhere(read, one, other) for one, other in zip(rows, columns, strict=True)], dtype=bool)
    return rows[kept], columns[kept], np.minimum(said[kept], 1).astype(np.float32)


def _elsewhere(read: _Read, one: int, other: int) -> bool:
    """Whether both titles name places, and neither names one that the other speaks of."""
    first, second = read.places[one], read.places[other]
    if not first or not second:
        return False
    return not any(sign in read.words[other] for sign in first) and not any(sign in read.words[one] for sign in second)


def _pairs_above(table: Table, least: float) -> Pairs:
    """Each pair of rows once whose product is at least that, a slice at a time so that memory stays small."""
    turned = table.T.tocsr()
    found: list[Pairs] = []
    for begin in range(0, table.shape[0], AT_ONCE):
        product = (table[begin : begin + AT_ONCE] @ turned).tocoo()
        rows = product.row + begin
        kept = (product.data >= least) & (rows < product.col)
        found.append((rows[kept], product.col[kept], product.data[kept]))
    rows, columns, values = (np.concatenate(pieces) for pieces in zip(*found, strict=True))
    order = np.lexsort((columns, rows))
    return rows[order], columns[order], values[order]


def _groups(likeness: Table) -> list[np.ndarray[Any, Any]]:
    """Linked messages, cut where they are not alike on average."""
    groups: list[np.ndarray[Any, Any]] = []
    for rows in _heaps(likeness, LINKED):
        groups.extend(_cut(likeness, rows))
    return groups


def _heaps(likeness: Table, least: float) -> Iterable[np.ndarray[Any, Any]]:
    """What hangs together by links of at least that; a heap too large to compare is linked more strictly."""
    links = likeness.copy()
    links.data[links.data < least] = 0
    links.eliminate_zeros()
    heap = csgraph.connected_components(links, directed=False)[1]
    order = np.argsort(heap, kind="stable")
    for rows in np.split(order, np.flatnonzero(np.diff(heap[order])) + 1):
        if 2 <= len(rows) <= LARGEST:
            yield rows
        elif len(rows) > LARGEST and least < 1:
            for part in _heaps(likeness[rows][:, rows], least + 0.1):
                yield rows[part]


def _cut(likeness: Table, rows: np.ndarray[Any, Any]) -> list[np.ndarray[Any, Any]]:
    if len(rows) == 2:
        return [rows]
    distance = 1 - np.minimum(likeness[rows][:, rows].toarray(), 1)
    np.fill_diagonal(distance, 0)
    part = fcluster(linkage(squareform(distance, checks=False), "average"), 1 - LINKED * KEPT_TOGETHER, "distance")
    members = [rows[part == one] for one in np.unique(part)]
    return [one for one in members if len(one) > 1]


def _topic(messages: Sequence[Message], rows: np.ndarray[Any, Any], likeness: Table, read: _Read) -> Topic:
    inside = likeness[rows][:, rows]
    central = int(rows[int(np.argmax(np.asarray(inside.sum(axis=1)).ravel().round(4)))])
    members = sorted((int(row) for row in rows), key=lambda row: (messages[row].at, row))
    found = [messages[row] for row in members]
    people, votes = len({message.person for message in found}), sum(message.votes for message in found)
    began, ended = found[0].at, found[-1].at
    days = (ended.date() - began.date()).days
    return Topic(
        title=_short(messages[central]),
        place=_place(messages, members, read),
        heat=heat_of(messages=len(found), people=people, votes=votes, days=days),
        began=began,
        ended=ended,
        people=people,
        messages=tuple(members),
    )


def _short(message: Message) -> str:
    words = " ".join(message.title.split()) or " ".join(message.text.split())
    return words if len(words) <= TITLE_MOST else f"{words[: TITLE_MOST - 1]}…"


def _place(messages: Sequence[Message], members: list[int], read: _Read) -> str:
    """The place that was given with all of them, else the name that most speak of; none where they do not agree."""
    given = {messages[row].place for row in members}
    if given != {""}:
        return given.pop() if len(given) == 1 else ""
    named: dict[str, int] = defaultdict(int)
    for row in members:
        for name in {read.known.whole[sign] for sign in read.in_all[row]}:
            named[name] += 1
    if not named:
        return ""
    name, many = max(named.items(), key=lambda one: (one[1], len(one[0]), one[0]))
    return name if 2 * many >= len(members) else ""
