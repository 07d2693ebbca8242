"""The grams of many messages as one sparse table: a row for each message, a column for each gram."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from yishang.kernel.texts.rules.grams import Counts
from yishang.kernel.texts.rules.models import Floats

Table = Any  # scipy names its sparse types differently from version to version
SEEN_IN = 3  # messages; what fewer have says nothing about the next


@dataclass(frozen=True)
class Counted:
    """How often which gram (a column) stands in which text (a row), as 1 + ln of the count."""

    table: Table
    grams: tuple[str, ...]

    def rarity(self, rows: np.ndarray[Any, Any]) -> tuple[np.ndarray[Any, Any], Floats]:
        """The columns that stand in at least SEEN_IN of these rows, and their idf there: ln((1+n) ÷ (1+df)) + 1."""
        seen = np.bincount(self.table[rows].indices, minlength=self.table.shape[1])
        columns = np.flatnonzero(seen >= SEEN_IN)
        return columns, (np.log((1 + len(rows)) / (1 + seen[columns])) + 1).astype(np.float32)


def count(texts: Sequence[str], counts: Counts) -> Counted:
    """Count the grams of each text; columns in the order in which grams are first met."""
    places: dict[str, int] = {}
    columns: list[int] = []
    values: list[int] = []
    ends = [0]
    for text in texts:
        found = counts(text)
        columns.extend(places.setdefault(gram, len(places)) for gram in found)
        values.extend(found.values())
        ends.append(len(columns))
    data = 1 + np.log(np.array(values, dtype=np.float32))
    table = sparse.csr_matrix((data, np.array(columns, dtype=np.int32), np.array(ends)), (len(texts), len(places)))
    return Counted(table, tuple(places))


def weighed(table: Table, rarity: Floats) -> Table:
    """Each row times the rarity of its columns, brought to length one."""
    found = table.tocsr().astype(np.float32)
    found.data *= rarity[found.indices]
    return to_length_one(found)


def to_length_one(table: Table) -> Table:
    """Each row by its length; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
    lengths[lengths == 0] = 1
    return (sparse.diags((1 / lengths).astype(np.float32)) @ table).tocsr()
