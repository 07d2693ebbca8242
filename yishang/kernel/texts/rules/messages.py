"""What is handed in and what comes out."""

from dataclasses import dataclass
from datetime import datetime

from yishang.kernel.context import Refusal


class UnusableTexts(Refusal):
    """From these messages nothing can be learned or told; the reason names the file, column or label."""

    status = 422


@dataclass(frozen=True)
class Message:
    """One message to be grouped: its short words (title), all else it says, when it came, who wrote it.

    `votes` is how many readers supported or opposed it. `place` may name where it belongs; without one the places
    are found in the words themselves.
    """

    key: str
    title: str
    text: str
    at: datetime
    person: str = ""
    votes: int = 0
    place: str = ""


@dataclass(frozen=True)
class Topic:
    """Messages that speak of one matter, in the order they came; `messages` are their places in what was handed in."""

    title: str
    place: str
    heat: float
    began: datetime
    ended: datetime
    people: int
    messages: tuple[int, ...]
