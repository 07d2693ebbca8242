"""Which category the city's own decisions speak for. It is shown, never decided."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from yishang.contexts.outreach import rules
from yishang.contexts.outreach.models import Appeal, CategoryModel
from yishang.contexts.outreach.queries.appeals import categories
from yishang.kernel.texts import gateways as texts
from yishang.kernel.texts import rules as text_rules


@dataclass(frozen=True)
class Suggested:
    """One category and how sure the suggestion is, in percent."""

    code: str
    name: str
    percent: int


@dataclass(frozen=True)
class Suggestion:
    """The likeliest categories, the words of the appeal that speak for the first, and what it was learned from."""

    ranking: tuple[Suggested, ...]
    words: tuple[str, ...]
    made_at: datetime
    decisions: int
    accuracy_percent: int

    @property
    def best(self) -> Suggested:
        return self.ranking[0]

    @property
    def is_sure(self) -> bool:
        return self.best.percent >= 100 * rules.SURE_FROM


def suggestion_for(appeal: Appeal) -> Suggestion | None:
    """The suggestion for an appeal by its title and content; None while the city has too few decisions."""
    newest = CategoryModel.objects.filter(city_id=appeal.case.city_id).defer("data").order_by("-made_at", "-pk").first()
    if newest is None:
        return None
    judged = text_rules.judge(_model(newest.pk), f"{appeal.case.title} {appeal.content}")
    names = {one.code: one.name for one in categories() if one.retired_on is None}
    known = [one for one in judged.ranking if one.label in names][: rules.SUGGESTED]
    if not known:
        return None
    return Suggestion(
        ranking=tuple(Suggested(one.label, names[one.label], min(99, round(100 * one.confidence))) for one in known),
        words=judged.words if known[0] == judged.best else (),
        made_at=newest.made_at,
        decisions=newest.decisions,
        accuracy_percent=round(100 * newest.accuracy),
    )


@lru_cache(maxsize=2)
def _model(key: int) -> text_rules.TextModel:
    """A model is never changed, only followed by another; each process keeps the last ones."""
    return texts.unpacked(bytes(CategoryModel.objects.only("data").get(pk=key).data))


def forget_category_models() -> None:
    """Let go of what this process keeps (tests begin with an empty database)."""
    _model.cache_clear()
