"""The wire to another platform: over HTTP, or to one that stands in for it in the same process."""

from yishang.kernel.exchange.gateways.simulator import MANNERS, SimulatedPartner, on_loopback
from yishang.kernel.exchange.gateways.wire import HttpWire, PartnerDown, PartnerRefused, Wire

__all__ = ["MANNERS", "HttpWire", "PartnerDown", "PartnerRefused", "SimulatedPartner", "Wire", "chosen", "on_loopback"]

SIMULATOR = "simulator"


def chosen(address: str, secret: str, *, simulated: SimulatedPartner) -> Wire | None:
    """The wire of a setting: none when it is empty, the simulated partner for “simulator”, else that address."""
    if not address:
        return None
    return simulated if address == SIMULATOR else HttpWire(address, secret)
