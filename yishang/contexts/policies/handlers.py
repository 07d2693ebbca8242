"""Whom the facts of this process concern, and what they are told. Delivered after commit, repeatable."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING

from yishang.contexts.policies import services
from yishang.contexts.policies.models import Problem
from yishang.kernel.context import Handler
from yishang.kernel.directory import queries as directory
from yishang.kernel.directory.rules import ANSWERING
from yishang.kernel.notify import services as notify
from yishang.kernel.notify.rules import Telling

if TYPE_CHECKING:
    from yishang.kernel.journal.models import Fact


def deliver_push(fact: "Fact") -> None:
    """A push was made: tell its companies."""
    services.deliver_push(push_number=fact.subject, at=fact.at)


def tell_of_survey(fact: "Fact") -> None:
    """A survey was opened: ask its companies."""
    services.tell_of_survey(survey_number=fact.subject, at=fact.at)


def _unit(problem: Problem) -> Collection[int]:
    return directory.people_on_duty(problem.case.unit_id, ANSWERING) if problem.case.unit_id else ()


def _company(problem: Problem) -> Collection[int]:
    return directory.accounts_of_entity(problem.case.applicant_id)


def _teller(template: str, find: Callable[[Problem], Collection[int]]) -> Callable[["Fact"], None]:
    def tell(fact: "Fact") -> None:
        problem = Problem.objects.select_related("case__applicant", "case__unit", "type").get(case__number=fact.subject)
        due = str(fact.data.get("due", ""))
        words = {
            "number": fact.subject,
            "title": problem.type.name,
            "enterprise": problem.case.applicant.name if problem.case.applicant else "",
            "unit": problem.case.unit.short_name if problem.case.unit else "",
            "reason": str(fact.data.get("note", "")),
            "due": datetime.fromisoformat(due) if due else "",
        }
        telling = Telling(
            template=template, context=words, account_ids=sorted(find(problem)), subject=fact.subject,
            dedup_key=f"{fact.pk}:{template}",
        )  # fmt: skip
        notify.tell_all(tellings=[telling], at=fact.at)

    tell.__qualname__ = f"tell_{template}"  # under this name the journal notes that it was done
    return tell


HANDLERS = (
    Handler("policies.push.made", deliver_push),
    Handler("policies.survey.opened", tell_of_survey),
    Handler("policies.problem.assigned", _teller("problem_assigned", _unit)),
    Handler("policies.problem.clearing_applied", _teller("problem_applied", _company)),
    Handler("policies.problem.disputed", _teller("problem_returned", _unit)),
    Handler("policies.problem.returned", _teller("problem_returned", _unit)),
)
