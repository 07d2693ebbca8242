"""By which texts an appeal is found: only what its company may read as well, so that a search tells nobody more."""

from typing import TYPE_CHECKING

from yishang.contexts.outreach import rules
from yishang.kernel.cases import queries as cases
from yishang.kernel.journal import queries as journal

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yishang.kernel.cases.models import Case

Texts = list[tuple[int, list[str]]]
SAID_LATER = tuple(f"{rules.KIND}.{fact}" for fact in ("supplemented", "closed"))


def texts_to_find(*, after: int, limit: int) -> Texts:
    """The next appeals beyond a key, each with its texts: at most `limit`, in two statements; for the search kernel."""
    return texts_of(cases.subjects_of(rules.KIND).filter(pk__gt=after).order_by("pk")[:limit])


def texts_of(rows: "QuerySet[Case]") -> Texts:
    """Number, title, company, content and what was said later (material, results) of each; some thousand at most."""
    found = list(rows.select_related("applicant", "appeal"))
    notes = journal.notes_of([case.number for case in found], SAID_LATER)
    return [(case.pk, [*_first_texts(case), *notes.get(case.number, ())]) for case in found]


def _first_texts(case: "Case") -> list[str]:
    who = [case.applicant.name, case.applicant.uscc] if case.applicant else [case.appeal.submitter_name]
    return [case.number, case.title, *who, case.appeal.content]
