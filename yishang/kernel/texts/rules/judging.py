"""Which label a text most likely has, how sure that is, and which of its words speak for it."""

from collections import Counter
from dataclasses import dataclass

import numpy as np

from yishang.kernel.texts.rules.grams import bare, blocks, body_counts
from yishang.kernel.texts.rules.models import Floats, Ints, TextModel

SHORTEST_WORD = 2  # characters of a word that is shown as a reason
LONGEST_WORD = 8
REASONS = 5


@dataclass(frozen=True)
class Judgement:
    """One label and how likely it is, 0–1."""

    label: str
    confidence: float


@dataclass(frozen=True)
class Judged:
    """The labels from the likeliest on, and the words that speak most for the first."""

    ranking: tuple[Judgement, ...]
    words: tuple[str, ...]

    @property
    def best(self) -> Judgement:
        return self.ranking[0]


def scores_of(model: TextModel, text: str) -> Floats:
    """The score of each label, in the order of the model's labels; the highest is the answer."""
    plain = bare(text)
    total = model.bias.astype(np.float32)
    for count in blocks(model.words):
        places, values = _weighed(model, count(plain))
        if places.size:
            total = total + values @ model.weights[places]
    return total


def judge(model: TextModel, text: str) -> Judged:
    """The labels by likelihood, and the words of the text that speak for the likeliest."""
    scores = scores_of(model, text)
    odds = np.exp((scores - scores.max()) * model.steepness)
    chances = odds / odds.sum()
    order = np.argsort(-scores, kind="stable")
    ranking = tuple(Judgement(model.labels[place], float(chances[place])) for place in order)
    return Judged(ranking, _words_for(model, text, int(order[0])))


def _weighed(model: TextModel, counts: Counter[str]) -> tuple[Ints, Floats]:
    """The places of the known grams and their weight in the text: 1 + ln of the count, by rarity, to length one."""
    known = model.places
    found = [(known[gram], many) for gram, many in counts.items() if gram in known]
    places = np.array([place for place, _ in found], dtype=np.int64)
    values: Floats = np.log(np.array([many for _, many in found], dtype=np.float32)) + np.float32(1)
    values *= model.rarity[places]
    length = float(np.sqrt(np.dot(values, values)))
    return places, values / np.float32(length or 1)


def _words_for(model: TextModel, text: str, label: int) -> tuple[str, ...]:
    """The pieces of the text whose grams speak more for that label than for the others on average, as they stand."""
    plain = bare(text)
    places, values = _weighed(model, body_counts(plain))
    if not places.size:
        return ()
    rows = model.weights[places]
    gains = values * (rows[:, label] - rows.mean(axis=1))
    speaking = [(float(gain), model.grams[place]) for gain, place in zip(gains, places, strict=True) if gain > 0]
    speaking = [(gain, gram) for gain, gram in speaking if len(gram) >= SHORTEST_WORD]
    return _joined(plain, sorted(speaking, key=lambda one: (-one[0], one[1]))[: REASONS * 3])


def _joined(plain: str, speaking: list[tuple[float, str]]) -> tuple[str, ...]:
    """Grams that overlap where they stand first become one word; the weightiest words first."""
    spans: list[tuple[int, int, float]] = []
    for gain, gram in speaking:
        begin = plain.find(gram)
        end = begin + len(gram)
        touching = [span for span in spans if begin < span[1] and span[0] < end]
        if (
            touching
            and max(end, *(span[1] for span in touching)) - min(begin, *(s[0] for s in touching)) > LONGEST_WORD
        ):
            continue
        spans = [span for span in spans if span not in touching]
        spans.append(
            (
                min([begin, *(span[0] for span in touching)]),
                max([end, *(span[1] for span in touching)]),
                gain + sum(span[2] for span in touching),
            )
        )
    spans.sort(key=lambda span: (-span[2], span[0]))
    return tuple(dict.fromkeys(plain[begin:end] for begin, end, _ in spans))[:REASONS]
