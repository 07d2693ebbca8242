"""What bundles are, what answers come to, and how a bundle's matter and its parts run."""

from yishang.contexts.bundles.rules.answering import asked, check_answers, chosen, next_question, usual_answers
from yishang.contexts.bundles.rules.menu import (
    DECLARED,
    EVERY,
    NAMED,
    STEPS,
    TRADES,
    Answers,
    Bundle,
    Entry,
    ExtraPaper,
    Question,
    condition_of,
    faults,
    holds,
    loop_in,
    menu_faults,
    missing,
)
from yishang.contexts.bundles.rules.plan import Effect, NothingToDo, OrderLoops, PaperOnce, Part, Plan, plan_of

__all__ = [
    "DECLARED", "EVERY", "NAMED", "STEPS", "TRADES", "Answers", "Bundle", "Effect", "Entry", "ExtraPaper",
    "NothingToDo", "OrderLoops", "PaperOnce", "Part", "Plan", "Question", "asked", "check_answers", "chosen",
    "condition_of", "faults", "holds", "loop_in", "menu_faults", "missing", "next_question", "plan_of",
    "usual_answers",
]  # fmt: skip
