"""What is learned from appeals by night: categories from the offices' decisions, and which appeals are alike.

Loads scikit-learn, so jobs import it by name; the other services do without.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import Appeal, CategoryModel, HotTopic, TopicMember
from yishang.kernel.geo import queries as geo
from yishang.kernel.texts import gateways as texts
from yishang.kernel.texts.rules import Message, UnusableTexts, grouping, learning

NOT_DECIDED = ("SUBMITTED", "WITHDRAWN", "REJECTED", "MERGED")  # their category is the company's choice
NOT_GROUPED = ("WITHDRAWN", "MERGED", "REJECTED")
MODELS_KEPT = 3


@transaction.atomic
def learn_categories(*, city: str, at: datetime, least: int = rules.LEARNED_LEAST) -> CategoryModel | None:
    """Learn from the newest triage decisions of a city; None under `least` of them, or where all are of one kind."""
    decided = Appeal.objects.filter(case__city_id=city).exclude(case__state__in=NOT_DECIDED).exclude(case__category="")
    rows = list(decided.order_by("-pk").values_list("case__title", "content", "case__category")[: rules.LEARNED_MOST])
    if len(rows) < least:
        return None
    words, labels = [f"{title} {content}" for title, content, _ in rows], [category for _, _, category in rows]
    kept = learning.enough(words, labels)
    try:
        learned = learning.learn([words[place] for place in kept], [labels[place] for place in kept])
    except UnusableTexts:
        return None
    data = texts.packed(learned.model)
    made = CategoryModel.objects.create(
        city_id=city, made_at=at, decisions=len(kept), accuracy=learned.accuracy, macro_f1=learned.macro_f1,
        size=len(data), data=data,
    )  # fmt: skip
    kept_models = CategoryModel.objects.filter(city_id=city).order_by("-made_at", "-pk").values_list("pk", flat=True)
    CategoryModel.objects.filter(city_id=city).exclude(pk__in=list(kept_models[:MODELS_KEPT])).delete()
    return made


@transaction.atomic
def renew_topics(*, city: str, at: datetime) -> int:
    """Group a city's open and recent appeals anew; how many topics there are."""
    wanted = Q(case__opened_at__gte=at - rules.TOPIC_WINDOW) | Q(case__state__in=rules.APPEAL.open_states)
    rows = Appeal.objects.filter(wanted, case__city_id=city).exclude(case__state__in=NOT_GROUPED)
    appeals = list(rows.select_related("case").order_by("-pk")[: rules.TOPIC_MOST])
    found = grouping.topics_of([_message(appeal) for appeal in appeals])
    groups = [[appeals[place] for place in one.messages] for one in found]
    kept = _kept_keys(city, groups)
    HotTopic.objects.filter(city_id=city).exclude(pk__in=[key for key in kept if key]).delete()
    TopicMember.objects.filter(topic__city_id=city).delete()
    for key, one, members in zip(kept, found, groups, strict=True):
        topic = HotTopic(pk=key, city_id=city, made_at=at, title=one.title[:200], place=one.place[:60])
        topic.save()
        TopicMember.objects.bulk_create(TopicMember(topic=topic, appeal=appeal) for appeal in members)
    return len(found)


def _kept_keys(city: str, groups: Sequence[Sequence[Appeal]]) -> list[int | None]:
    """For each group the key of the topic that most of its members were in, so that kept addresses stay good."""
    before = dict(TopicMember.objects.filter(topic__city_id=city).values_list("appeal_id", "topic_id"))
    taken: set[int] = set()
    keys: list[int | None] = []
    for members in groups:
        were = Counter(before[one.pk] for one in members if before.get(one.pk, 0) not in {0, *taken})
        key, many = min(were.items(), key=lambda pair: (-pair[1], pair[0]), default=(0, 0))
        keys.append(key if 2 * many >= len(members) else None)
        taken |= {key} if keys[-1] else set()
    return keys


def _message(appeal: Appeal) -> Message:
    case = appeal.case
    return Message(
        key=case.number,
        title=case.title,
        text=appeal.content,
        at=case.opened_at,
        person=str(case.applicant_id or case.number),
        place=geo.short_name_of(case.region_id),
    )
