"""A trained model: which grams it knows, how rare each is, and how much each speaks for each label."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

FORM = 2  # of the file; a model of another form is trained again
Floats = np.ndarray[Any, np.dtype[np.float32]]
Ints = np.ndarray[Any, np.dtype[np.int64]]


@dataclass(frozen=True)
class TextModel:
    """`weights` holds a row for each gram and a column for each label; `rarity` is the grams' idf, `words` the
    dictionary of the lessons.

    `steepness` turns scores into confidences, fitted where the model had not seen the messages.
    """

    labels: tuple[str, ...]
    grams: tuple[str, ...]
    rarity: Floats
    weights: Floats
    bias: Floats
    steepness: float
    words: frozenset[str] = frozenset()
    facts: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each gram stands; made once for each model."""
        return {gram: place for place, gram in enumerate(self.grams)}
