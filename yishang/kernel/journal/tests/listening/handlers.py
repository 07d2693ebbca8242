"""Handlers whose effect is one more fact, so that a test can count how often it stands."""

import os
import time
from pathlib import Path

from yishang.kernel.context import Handler
from yishang.kernel.journal import rules, services
from yishang.kernel.journal.models import Fact

obstacles: set[str] = set()  # while something lies here, `stumble` fails


def note(fact: Fact) -> None:
    _answer(fact, "listening.heard.noted")


def stumble(fact: Fact) -> None:
    _answer(fact, "listening.heard.stumbled")
    if obstacles:
        raise ConnectionError("短信平台没有应答")


def dawdle(fact: Fact) -> None:
    """Slow the first time, and says so by a file; quick when that file is already there."""
    _answer(fact, "listening.heard.dawdled")
    started = Path(os.environ["LISTENING_STARTED"])
    if not started.exists():
        started.touch()
        time.sleep(120)


def _answer(fact: Fact, verb: str) -> None:
    services.record(actor=rules.SYSTEM, verb=verb, subject=fact.subject, at=fact.at, data={"of": fact.sequence})


HANDLERS = (
    Handler("listening.said.aloud", stumble),
    Handler("listening.said.aloud", note),
    Handler("listening.said.slowly", dawdle),
)
