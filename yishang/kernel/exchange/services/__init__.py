"""Say things to other platforms once, hear them once; nothing is lost while the other side is down."""

from yishang.kernel.exchange.services.hearing import Heard, pull, take_once
from yishang.kernel.exchange.services.telling import queue, send_due, settle

__all__ = ["Heard", "pull", "queue", "send_due", "settle", "take_once"]
