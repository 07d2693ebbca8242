"""On real messages: a holdout with a floor, quick enough for every run; the five folds are in benchmarks/texts.py."""

from pathlib import Path

import numpy as np
import pytest

from yishang.kernel.texts import gateways, rules
from yishang.kernel.texts.rules import alike, grouping, learning

LESSONS = 2000  # of 8,242, spread evenly
FLOOR = 0.82  # all lessons reach 0.93 on messages like themselves, 0.90 on these


@pytest.mark.real_data
def test_a_third_of_the_lessons_judges_real_raw_messages_well(real_data: Path) -> None:
    folder = real_data / "messages"
    texts, labels = gateways.labelled(gateways.source_of(f"{folder / 'labelled_segmented_8242.csv.xz'}:tokens:level1"))
    asked, truth = gateways.labelled(gateways.source_of(f"{folder / 'labelled_494.csv'}:title+detail:level1"))
    step = len(texts) // LESSONS
    texts, labels = texts[::step], labels[::step]
    groups = alike.groups_of_equal([rules.bare(text) for text in (*asked, *texts)])
    met = set(groups[: len(asked)].tolist())
    kept = [place for place in range(len(texts)) if groups[len(asked) + place] not in met]
    model = learning.model_of([texts[place] for place in kept], [labels[place] for place in kept])
    guessed = [model.labels[int(np.argmax(rules.scores_of(model, text)))] for text in asked]
    accuracy, macro_f1 = learning.marks(truth, guessed)
    assert min(accuracy, macro_f1) >= FLOOR


@pytest.mark.real_data
def test_the_hottest_of_real_topics_are_those_that_a_reader_finds(real_data: Path) -> None:
    path = real_data / "messages" / "hot_topic_4326.csv.xz"
    messages = gateways.dated(gateways.source_of(f"{path}:title+detail:created_at"))
    wanted = [one for one in messages if (one.at.year, one.at.month) >= (2019, 7)][-1800:]
    found = grouping.topics_of(wanted)
    first = found[0]
    assert "丽发新城" in first.title
    assert (
        sum("搅拌" in wanted[place].title + wanted[place].text for place in first.messages) >= len(first.messages) - 2
    )
    assert len({place for topic in found for place in topic.messages}) == sum(len(one.messages) for one in found)
