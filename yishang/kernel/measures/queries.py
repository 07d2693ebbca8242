"""Reading figures as they were reported."""

from django.db.models import QuerySet

from yishang.kernel.measures.models import Snapshot


def snapshots(code: str, *, scope: str | None = None, period: str | None = None) -> QuerySet[Snapshot]:
    """The reported figures of a measure by scope, period and moment, corrections after what they correct."""
    given = {"scope": scope, "period": period}
    return Snapshot.objects.filter(code=code, **{name: value for name, value in given.items() if value is not None})


def latest(code: str, *, scope: str, period: str) -> Snapshot | None:
    """The figure of that period as last corrected."""
    return snapshots(code, scope=scope, period=period).last()
