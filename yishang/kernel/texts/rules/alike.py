"""Which texts are the same text, or nearly: so that what is learned from one is never tested on the other.

Real sets hold a message twice: sent twice, or once raw and once segmented with the small words left out.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

GRAM = 3
KNOWN_TO_AT_MOST = 60  # texts; a gram that more share is a phrase, not a sign of the same text …
KNOWN_PART, KNOWN_LEAST = 0.02, 6  # … nor one that so great a part of few texts share
SHARED_PART = 0.5  # of the rarer text's signs
SHARED_LEAST = 5
AT_ONCE = 2000  # rows


def groups_of_equal(plain: Sequence[str]) -> np.ndarray[Any, np.dtype[np.int32]]:
    """A number for each text (cleaned by `bare`); equal and nearly equal texts have the same."""
    signs = _signs(plain)
    sizes = np.asarray(signs.sum(axis=1)).ravel()
    links = [_equal_links(plain)]
    turned = signs.T.tocsr()
    for begin in range(0, len(plain), AT_ONCE):
        shared = (signs[begin : begin + AT_ONCE] @ turned).tocoo()
        rows = shared.row + begin
        least = np.maximum(SHARED_LEAST, SHARED_PART * np.minimum(sizes[rows], sizes[shared.col]))
        kept = shared.data >= least
        links.append(np.stack([rows[kept], shared.col[kept]]))
    pairs = np.concatenate(links, axis=1)
    graph = sparse.coo_matrix((np.ones(pairs.shape[1]), (pairs[0], pairs[1])), (len(plain), len(plain)))
    labels: np.ndarray[Any, np.dtype[np.int32]] = csgraph.connected_components(graph, directed=False)[1]
    return labels


def _signs(plain: Sequence[str]) -> Any:
    """Which of the telling grams (in two texts at least, in few) each text has."""
    sets = [sorted({text[at : at + GRAM] for at in range(len(text) - GRAM + 1)}) for text in plain]
    shared = Counter(gram for one in sets for gram in one)
    most = min(KNOWN_TO_AT_MOST, max(KNOWN_LEAST, int(KNOWN_PART * len(plain))))
    telling = {gram: place for place, gram in enumerate(g for g, n in shared.items() if 2 <= n <= most)}
    columns = [[telling[gram] for gram in one if gram in telling] for one in sets]
    ends = np.cumsum([0, *map(len, columns)])
    flat = np.array([place for one in columns for place in one], dtype=np.int32)
    return sparse.csr_matrix((np.ones(len(flat), np.float32), flat, ends), (len(plain), len(telling)))


def _equal_links(plain: Sequence[str]) -> np.ndarray[Any, Any]:
    first: dict[str, int] = {}
    pairs = [(place, first.setdefault(text, place)) for place, text in enumerate(plain)]
    return np.array(pairs, dtype=np.int64).reshape(-1, 2).T
