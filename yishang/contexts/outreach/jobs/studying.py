"""What is studied by night. Apart from the other jobs, because it loads scikit-learn, which takes a second."""

from yishang.contexts.outreach.models import Appeal
from yishang.contexts.outreach.services import studying
from yishang.kernel.clocks import queries as clock_queries


def learn_categories() -> int:
    """Learn each city's categories anew; how many models were made."""
    now = clock_queries.present()
    return sum(studying.learn_categories(city=city, at=now) is not None for city in _cities())


def renew_topics() -> int:
    """Group each city's appeals anew; how many topics there are."""
    now = clock_queries.present()
    return sum(studying.renew_topics(city=city, at=now) for city in _cities())


def _cities() -> list[str]:
    return sorted(set(Appeal.objects.order_by().values_list("case__city_id", flat=True).distinct()))
