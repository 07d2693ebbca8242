"""Hot topics as each person sees them: counted over the matters that the person sees, never over others."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.timezone import localdate

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import HotTopic
from yishang.kernel.cases import queries as cases
from yishang.kernel.context import Refusal
from yishang.kernel.directory.rules import Actor
from yishang.kernel.geo import queries as geo
from yishang.kernel.texts.rules import heat_of

if TYPE_CHECKING:
    from yishang.kernel.cases.models import Case


class TopicGone(Refusal):
    """Topics are grouped anew; and nobody sees one of whose matters fewer than two are visible."""

    status = 404


@dataclass(frozen=True)
class TopicSeen:
    """A topic with its matters that the person sees, oldest first."""

    topic: HotTopic
    matters: "tuple[Case, ...]"

    @property
    def open_matters(self) -> "list[Case]":
        return [case for case in self.matters if case.state in rules.APPEAL.open_states]

    @property
    def began(self) -> datetime:
        return self.matters[0].opened_at

    @property
    def ended(self) -> datetime:
        return self.matters[-1].opened_at

    @property
    def companies(self) -> int:
        return len({case.applicant_id or -case.pk for case in self.matters})

    @property
    def open_companies(self) -> int:
        return len({case.applicant_id or -case.pk for case in self.open_matters})

    @property
    def counties(self) -> list[str]:
        return sorted({geo.short_name_of(case.region_id) for case in self.matters})

    @property
    def heat(self) -> float:
        """See kernel texts, heat_of; nobody votes on appeals."""
        days = (localdate(self.ended) - localdate(self.began)).days
        return heat_of(messages=len(self.matters), people=self.companies, votes=0, days=days)

    @property
    def raised(self) -> str:
        """The number of the matter by which it was taken up as a 共性问题, if it was."""
        common = rules.ROUTE_OF_MEETING["SPECIAL"]
        return next((case.number for case in self.open_matters if case.appeal.route == common), "")

    @property
    def is_proposed(self) -> bool:
        return not self.raised and rules.may_be_common(
            open_matters=len(self.open_matters), companies=self.open_companies
        )

    @property
    def leads(self) -> "list[Case]":
        """The open matters that can be taken up now."""
        return [case for case in self.open_matters if case.state in rules.APPEAL.move("escalate_appeal").sources]


def topics_seen(actor: Actor, *, now: datetime, county: str = "", proposed: bool = False) -> list[TopicSeen]:
    """The topics of at least two matters that the person sees, hottest first; `proposed` only those worth a meeting."""
    found = [one for one in _seen(actor, now=now, county=county) if one.is_proposed or not proposed]
    return sorted(found, key=lambda one: (-one.heat, one.began, one.topic.title, one.topic.pk))


def topic_seen(actor: Actor, key: int, *, now: datetime) -> TopicSeen:
    """One topic. Raises TopicGone."""
    found = next(iter(_seen(actor, now=now, key=key)), None)
    if found is None:
        raise TopicGone("没有这个热点，或已经重新归集。", next_step="请回到热点列表再看。")
    return found


def _seen(actor: Actor, *, now: datetime, county: str = "", key: int | None = None) -> list[TopicSeen]:
    rows = cases.visible_to(actor, kind=rules.KIND, on=localdate(now), region=county)
    rows = (
        rows.filter(appeal__topic_member__isnull=False) if key is None else rows.filter(appeal__topic_member__topic=key)
    )
    rows = rows.select_related("appeal__topic_member__topic", "applicant", "unit").defer("appeal__content")
    groups: dict[HotTopic, list[Case]] = defaultdict(list)
    for case in rows.order_by("opened_at", "pk"):
        groups[case.appeal.topic_member.topic].append(case)
    return [TopicSeen(topic, tuple(found)) for topic, found in groups.items() if len(found) > 1]
