"""What can be learned from the words of messages: a class for each, and which of them speak of the same matter.

Here stands what a page needs. `learning` and `grouping` lean on scikit-learn and scipy, which take a second to load:
whoever trains or groups (a command, a nightly job) imports them by name.
"""

from yishang.kernel.texts.rules.grams import bare
from yishang.kernel.texts.rules.heat import heat_of
from yishang.kernel.texts.rules.judging import Judged, Judgement, judge, scores_of
from yishang.kernel.texts.rules.messages import Message, Topic, UnusableTexts
from yishang.kernel.texts.rules.models import FORM, TextModel

__all__ = [
    "FORM",
    "Judged",
    "Judgement",
    "Message",
    "TextModel",
    "Topic",
    "UnusableTexts",
    "bare",
    "heat_of",
    "judge",
    "scores_of",
]
