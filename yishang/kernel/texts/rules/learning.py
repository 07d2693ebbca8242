"""Training: naive-Bayes weights inside linear support vector machines, over runs of characters.

Each gram is weighed by how differently it stands in and outside a label (log-count ratio), then a linear SVM is
trained for each label against the rest (Wang and Manning 2012, "Baselines and Bigrams", NB-SVM). The opening of a
message is counted apart from the whole, since it names the matter. Everything is fixed: the same messages give the
same bytes.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.svm import LinearSVC

from yishang.kernel.texts.rules import grams
from yishang.kernel.texts.rules.alike import groups_of_equal
from yishang.kernel.texts.rules.counting import Counted, Table, count, weighed
from yishang.kernel.texts.rules.grams import bare, dictionary
from yishang.kernel.texts.rules.messages import UnusableTexts
from yishang.kernel.texts.rules.models import Floats, Ints, TextModel

FOLDS = 5
STRENGTH = 0.8  # C of the machines
BLOCK_WEIGHTS = (1.0, 1.0, 0.7)  # grams, those of the opening, words
LENGTH = 1.5  # of a weighed row, on average
SMOOTHING = 1.0
TOLERANCE = 2e-2
STEEPNESS = np.geomspace(0.25, 32, 57)


@dataclass(frozen=True)
class Learned:
    """A model of all messages, and how five models, each without a fifth of them, did on that fifth."""

    model: TextModel
    accuracy: float
    macro_f1: float


@dataclass(frozen=True)
class _Lessons:
    """Messages with the place of each one's label among the names, and what is counted in them."""

    plain: list[str]
    names: np.ndarray[Any, Any]
    truth: Ints
    words: frozenset[str]
    blocks: list[Counted]


@dataclass(frozen=True)
class _Machine:
    """Grams of each block with their rarity, and the weights and bias of each label."""

    columns: list[Ints]
    rarity: list[Floats]
    weights: Floats
    bias: Floats


def learn(texts: Sequence[str], labels: Sequence[str], *, unit: str = "类别") -> Learned:
    """Train on these messages. Raises UnusableTexts when there is one label only, or one with under five messages."""
    lessons = _lessons(texts, labels)
    groups = groups_of_equal(lessons.plain)
    _check(lessons, groups, unit)
    folds = fold_of_each(lessons.truth, groups)
    scores = np.zeros((len(texts), len(lessons.names)), np.float32)
    for fold in range(FOLDS):
        left_out = np.flatnonzero(folds == fold)
        machine = _train(lessons, np.flatnonzero(folds != fold))
        scores[left_out] = _scores(machine, lessons.blocks, left_out)
    truth, guessed = lessons.truth, scores.argmax(axis=1)
    accuracy, macro_f1 = marks(lessons.names[truth].tolist(), lessons.names[guessed].tolist())
    return Learned(_whole(lessons, _steepness(scores, truth)), accuracy, macro_f1)


def model_of(texts: Sequence[str], labels: Sequence[str]) -> TextModel:
    """The model of these messages without the check of five folds; its confidences are not fitted."""
    return _whole(_lessons(texts, labels), steepness=1.0)


def _lessons(texts: Sequence[str], labels: Sequence[str]) -> _Lessons:
    plain = [bare(text) for text in texts]
    names, truth = np.unique(np.array(labels, dtype=object).astype(str), return_inverse=True)
    words = dictionary(texts)
    return _Lessons(plain, names, truth, words, [count(plain, counts) for counts in grams.blocks(words)])


def marks(truth: Sequence[str], guessed: Sequence[str]) -> tuple[float, float]:
    """Accuracy, and F1 averaged over the labels that the truth has."""
    right = Counter(one for one, other in zip(truth, guessed, strict=True) if one == other)
    there, said = Counter(truth), Counter(guessed)
    each = [2 * right[label] / (there[label] + said[label]) for label in sorted(there)]
    return sum(right.values()) / len(truth), sum(each) / len(each)


def fold_of_each(truth: Ints, groups: Any) -> Ints:
    """The fold of each message: groups of equal texts stay together, labels are spread evenly."""
    order = np.argsort(groups, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(groups[order])) + 1)
    members.sort(key=lambda rows: (-len(rows), _shuffled(int(rows[0]))))
    filled = np.zeros((FOLDS, int(truth.max()) + 1))
    folds = np.zeros(len(truth), np.int64)
    for rows in members:
        label = np.bincount(truth[rows]).argmax()
        fold = min(range(FOLDS), key=lambda one: (filled[one, label], filled[one].sum(), one))
        folds[rows] = fold
        np.add.at(filled[fold], truth[rows], 1)
    return folds


def _shuffled(row: int) -> int:
    """A fixed disorder, so that a file sorted by day or place does not make folds of days or places."""
    return (row * 2654435761) % 2**32


def _check(lessons: _Lessons, groups: Any, unit: str) -> None:
    names, truth = lessons.names, lessons.truth
    if len(names) < 2:
        raise UnusableTexts(f"只有一种{unit}，学不出区别。", next_step=f"请给出至少两种{unit}的留言。")
    distinct = [len(np.unique(groups[truth == label])) for label in range(len(names))]
    few = [f"“{name}”{many} 条" for name, many in zip(names, distinct, strict=True) if many < FOLDS]
    if few:
        raise UnusableTexts(
            f"每种{unit}至少要有 {FOLDS} 条不同的留言才能交叉检验；不够的：{'、'.join(few[:10])}。",
            next_step=f"请补充留言，或把这些{unit}并入别的。",
        )


def _train(lessons: _Lessons, rows: Ints) -> _Machine:
    blocks, truth, labels = lessons.blocks, lessons.truth, len(lessons.names)
    found = [block.rarity(rows) for block in blocks]
    table = _table(blocks, [columns for columns, _ in found], [rarity for _, rarity in found], rows)
    is_label = np.eye(labels, dtype=np.float32)[truth[rows]]
    present = sparse.csr_matrix((np.ones_like(table.data), table.indices, table.indptr), table.shape)
    inside = (present.T @ is_label).T + SMOOTHING
    weights = np.zeros((table.shape[1], labels), np.float32)
    bias = np.zeros(labels, np.float32)
    for label in range(labels):
        weights[:, label], bias[label] = _one_against_rest(table, inside, label, truth[rows] == label)
    return _Machine([columns for columns, _ in found], [rarity for _, rarity in found], weights, bias)


def _one_against_rest(table: Table, inside: Floats, label: int, is_label: Any) -> tuple[Floats, float]:
    outside = inside.sum(axis=0) - inside[label]
    ratio = np.abs(np.log((inside[label] / inside[label].sum()) / (outside / outside.sum()))).astype(np.float32)
    data = table.data * ratio[table.indices]
    scale = np.float32(LENGTH / max(1e-9, np.sqrt((data**2).sum() / table.shape[0])))
    tilted = sparse.csr_matrix((data * scale, table.indices, table.indptr), table.shape)
    machine = LinearSVC(C=STRENGTH, tol=TOLERANCE, random_state=0).fit(tilted, is_label)
    return (machine.coef_.ravel() * ratio * scale).astype(np.float32), float(machine.intercept_[0])


def _table(blocks: Sequence[Counted], columns: Sequence[Ints], rarity: Sequence[Floats], rows: Ints) -> Table:
    parts = [weighed(block.table[rows][:, one], rare) for block, one, rare in zip(blocks, columns, rarity, strict=True)]
    return sparse.hstack(parts, format="csr")


def _scores(machine: _Machine, blocks: Sequence[Counted], rows: Ints) -> Floats:
    scores: Floats = _table(blocks, machine.columns, machine.rarity, rows) @ machine.weights + machine.bias
    return scores


def _steepness(scores: Floats, truth: Ints) -> float:
    """By how much scores must be stretched for the confidences of unseen messages to be right on average."""

    def surprise(steepness: float) -> float:
        logits = scores * steepness
        top = logits.max(axis=1)
        sums = np.log(np.exp(logits - top[:, None]).sum(axis=1)) + top
        return float((sums - logits[np.arange(len(truth)), truth]).mean())

    return float(min(STEEPNESS, key=surprise))


def _whole(lessons: _Lessons, steepness: float) -> TextModel:
    """The model of all lessons. The block's weight goes into the weights, so that whoever judges need not know it."""
    machine = _train(lessons, np.arange(len(lessons.plain)))
    known = zip(lessons.blocks, machine.columns, strict=True)
    scale = np.repeat(np.array(BLOCK_WEIGHTS, np.float32), [len(columns) for columns in machine.columns])
    return TextModel(
        labels=tuple(lessons.names.tolist()),
        grams=tuple(block.grams[column] for block, columns in known for column in columns),
        rarity=np.concatenate(machine.rarity),
        weights=(machine.weights * scale[:, None]).astype(np.float16),
        bias=machine.bias,
        steepness=steepness,
        words=lessons.words,
    )


def enough(texts: Sequence[str], labels: Sequence[str]) -> list[int]:
    """The places of those messages whose label has at least five distinct ones, so that `learn` can take them."""
    groups = groups_of_equal([bare(text) for text in texts]).tolist()
    distinct: dict[str, set[int]] = {}
    for label, group in zip(labels, groups, strict=True):
        distinct.setdefault(label, set()).add(group)
    return [place for place, label in enumerate(labels) if len(distinct[label]) >= FOLDS]
