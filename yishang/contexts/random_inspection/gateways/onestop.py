"""一网通办: a licence was granted or ended there; its list is read here (GET {ONESTOP_GATEWAY}/licences?after=…)."""

from django.conf import settings

from yishang.kernel.exchange.gateways import SimulatedPartner, Wire
from yishang.kernel.exchange.gateways import chosen as wire_of

CHANNEL, TITLE = "onestop", "一网通办"
RESULTS = "licences"
SIMULATED = SimulatedPartner()


def chosen() -> Wire | None:
    """The platform that this installation is set to, None without one."""
    return wire_of(settings.ONESTOP_GATEWAY, settings.ONESTOP_SECRET, simulated=SIMULATED)
