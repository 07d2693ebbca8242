"""The demo city of this process: invented people and companies, and a year of their appeals, told by the services."""

from collections.abc import Callable
from datetime import datetime

from yishang.contexts.outreach import services
from yishang.contexts.outreach.demo import line
from yishang.contexts.outreach.demo.cast import people_to_meet
from yishang.contexts.outreach.demo.story import tell
from yishang.contexts.outreach.demo.town import settle
from yishang.kernel.geo import queries as geo

__all__ = ["people_to_meet", "tell_story"]


def tell_story(*, until: datetime, password: str, say: Callable[[str], None]) -> None:
    """Settle the town from its tables and live through its appeals up to `until`; `password` is the staff's."""
    services.load_catalogs()
    say("登记单位、人员、企业和包抓关系")
    town = settle(password=password)
    say("讲述一年的诉求")
    tell(town, until=until)
    line.live_through(office=town.actor(town.office_of(geo.home_city())), until=until)
