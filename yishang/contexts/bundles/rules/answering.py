"""From answers to what must be done: one question at a time, nothing guessed (情形引导, handbook 3.4)."""

from collections.abc import Iterator

from yishang.contexts.bundles.rules.menu import Answers, Bundle, Entry, Question, holds
from yishang.kernel.context import InvalidInput


def asked(bundle: Bundle, answers: Answers) -> Iterator[Question]:
    """The questions that these answers lead to, in order; the first without an answer is the last."""
    for question in bundle.questions:
        if holds(question.when, answers):
            yield question
            if question.code not in answers:
                return


def next_question(bundle: Bundle, answers: Answers) -> Question | None:
    """What to ask next; None when everything is answered."""
    return next((one for one in asked(bundle, answers) if one.code not in answers), None)


def check_answers(bundle: Bundle, answers: Answers, *, complete: bool = False) -> dict[str, str]:
    """The answers that count, in the order of the questions.

    Raises InvalidInput for words that a question does not offer, and with `complete` for a question left open. Answers
    to what is not asked any more, because an earlier one was changed, are dropped.
    """
    found, wrong = dict[str, str](), dict[str, str]()
    for question in bundle.questions:
        if not holds(question.when, found):
            continue
        word = answers.get(question.code, "")
        if word in dict(question.options):
            found[question.code] = word
        elif word:
            wrong[question.code] = f"“{question.text}”没有“{word[:20]}”这个答案。"
        elif complete:
            wrong[question.code] = f"请回答：{question.text}"
    if unknown := sorted(set(answers) - {one.code for one in bundle.questions}):
        wrong[unknown[0]] = f"没有“{unknown[0][:20]}”这个问题。"
    if wrong:
        raise InvalidInput(wrong, next_step="请从头回答一遍，只有几个问题。")
    return found


def usual_answers(bundle: Bundle, subject: str = "") -> dict[str, str]:
    """What most people answer; `subject` overrides the first question's word where the bundle knows better."""
    found: dict[str, str] = {}
    for question in bundle.questions:
        if holds(question.when, found):
            found[question.code] = subject if question.code == "subject" and subject else question.usual
    return found


def chosen(bundle: Bundle, answers: Answers) -> list[Entry]:
    """The items that these answers ask for, each once; its `after` from whichever rows apply."""
    found: dict[str, Entry] = {}
    for entry in bundle.entries:
        if holds(entry.when, answers):
            before = found.get(entry.item)
            after = tuple(dict.fromkeys((*(before.after if before else ()), *entry.after)))
            found[entry.item] = Entry(entry.item, entry.step, after)
    return [Entry(one.item, one.step, tuple(code for code in one.after if code in found)) for one in found.values()]
