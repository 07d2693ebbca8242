"""信用平台: hears every published result once; its monthly risk classes are read here and go into later pools only."""

from django.conf import settings

from yishang.kernel.exchange.gateways import SimulatedPartner, Wire
from yishang.kernel.exchange.gateways import chosen as wire_of

CHANNEL, TITLE = "credit_results", "信用平台"
RESULT, GRADES = "inspection_result", "grades"
SIMULATED = SimulatedPartner()


def chosen() -> Wire | None:
    """The platform that this installation is set to, None without one."""
    return wire_of(settings.CREDIT_PLATFORM_GATEWAY, settings.CREDIT_PLATFORM_SECRET, simulated=SIMULATED)
