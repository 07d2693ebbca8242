"""Which matters say the same as another."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.kernel.cases import queries as cases
from yishang.kernel.directory.rules import Actor

if TYPE_CHECKING:
    from yishang.contexts.outreach.models import Appeal
    from yishang.kernel.cases.models import Case

COMPARED = 50  # a company with more matters in seven days needs a talk, not a comparison


@dataclass(frozen=True)
class Duplicate:
    """A matter that may be the same; `percent` is how alike the two texts are."""

    case: "Case"
    percent: int
    state_label: str


def duplicates_of(actor: Actor, appeal: "Appeal", *, now: datetime) -> list[Duplicate]:
    """Earlier open matters of the same company and category within seven days whose text is alike; most alike first.

    Handbook 1.5: 同一企业 7 日内同类别且文本相似度≥0.85 提示并单（人工确认）. One statement.
    """
    case = appeal.case
    if case.applicant_id is None:
        return []
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now)).filter(
        applicant_id=case.applicant_id,
        category=case.category,
        state__in=rules.MERGED_INTO_STATES,
        opened_at__range=(case.opened_at - rules.LIKE_WINDOW, case.opened_at),
    )
    near = rows.exclude(pk=case.pk).select_related("appeal", "unit").order_by("-pk")[:COMPARED]
    words = _words(case.title, appeal.content)
    found = [(rules.likeness(words, _words(one.title, one.appeal.content)), one) for one in near]
    alike = [(percent, one) for percent, one in found if percent >= rules.LIKENESS_PERCENT]
    alike = [(percent, one) for percent, one in alike if (one.opened_at, one.pk) < (case.opened_at, case.pk)]
    return [
        Duplicate(one, percent, rules.APPEAL.state(one.state).label)
        for percent, one in sorted(alike, key=lambda pair: (-pair[0], pair[1].pk))
    ]


def _words(title: str, content: str) -> str:
    return f"{title}\n{content}"
