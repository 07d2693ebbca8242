"""信用平台: hears of every listing and removal once; restrictions elsewhere come in with source and day.

Chosen by CREDIT_PLATFORM_GATEWAY; “simulator” stands in for it in the same process.
"""

from django.conf import settings

from yishang.kernel.exchange.gateways import SimulatedPartner, Wire
from yishang.kernel.exchange.gateways import chosen as wire_of

CHANNEL, TITLE = "credit_listings", "信用平台"
LISTING, RESTRICTIONS = "listing", "restrictions"
CHANNELS = {CHANNEL: TITLE}
KINDS = {LISTING: "名单变动", RESTRICTIONS: "外部限制"}
SIMULATED = SimulatedPartner()


def chosen() -> Wire | None:
    """The platform that this installation is set to, None without one."""
    return wire_of(settings.CREDIT_PLATFORM_GATEWAY, settings.CREDIT_PLATFORM_SECRET, simulated=SIMULATED)
