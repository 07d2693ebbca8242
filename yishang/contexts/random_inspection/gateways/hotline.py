"""12345: a ticket that asks for an inspection comes to our door; the line hears what became of it.

The same line as the appeals', with the same secret; its address for inspections is {HOTLINE_GATEWAY}/inspections.
"""

from django.conf import settings

from yishang.kernel.exchange.gateways import SIMULATOR, SimulatedPartner, Wire
from yishang.kernel.exchange.gateways import chosen as wire_of

CHANNEL, TITLE = "hotline_leads", "12345 热线"
ASKED, STATUS = "inspection_asked", "lead_status"
SIMULATED = SimulatedPartner()


def chosen() -> Wire | None:
    """The line that this installation is set to, None without one."""
    address = settings.HOTLINE_GATEWAY
    if address and address != SIMULATOR:
        address = f"{address.rstrip('/')}/inspections"
    return wire_of(address, settings.HOTLINE_SECRET, simulated=SIMULATED)
