"""Figures of 社会共治: each rate with both sides, small numbers of reports not told exactly."""

from datetime import datetime

from django.db.models import Count, F, Q

from yishang.contexts.public_supervision import rules
from yishang.contexts.public_supervision.models import Report, Topic, Vote
from yishang.kernel.measures.rules import Figure

ANSWERED = Q(answered_at__isnull=False)


def topic_figures(*, now: datetime, rows_url: str = "") -> list[Figure]:
    """Adopted ÷ answered, and answered in time ÷ (answered, or overdue by now)."""
    late = Q(answered_at__isnull=True, answer_due_at__lt=now, case__state__in=("COUNTED", "ANSWERING"))
    told = Topic.objects.aggregate(
        answered=Count("pk", filter=ANSWERED),
        adopted=Count("pk", filter=ANSWERED & Q(answer_kind=rules.ADOPT)),
        in_time=Count("pk", filter=ANSWERED & Q(answered_at__lte=F("answer_due_at"))),
        asked=Count("pk", filter=ANSWERED | late),
        shown=Count("pk", filter=Q(case__state="RESULT")),
    )
    adopted = Figure("topics_adopted", "点题采纳率", told["adopted"], told["answered"], now, rows_url)
    in_time = Figure("topics_in_time", "按时答复率", told["in_time"], told["asked"], now, rows_url)
    shown = Figure("topics_result", "采纳后已公布结果", told["shown"], told["adopted"], now, rows_url)
    return [adopted, in_time, shown]


def topic_counts() -> dict[str, int]:
    """Topics proposed, let out, and votes: plain counts."""
    merged = Topic.objects.filter(case__state__in=rules.SHOWN_TO_ALL).count()
    return {"proposed": Topic.objects.count(), "shown": merged, "votes": Vote.objects.count()}


def reports_by_field() -> list[tuple[str, str]]:
    """Field → how many reports and complaints, small numbers as 少于5; a sum would give them away, so there is none."""
    counted = dict(Report.objects.order_by().values_list("case__category").annotate(Count("pk")))
    return [(name, rules.told_count(counted.get(code, 0))) for code, name in rules.FIELDS.items()]
