"""What the pages and machine interfaces of every process share."""

from yishang.kernel.cases.views.offline import OfflinePage
from yishang.kernel.cases.views.sending import IdempotencyKey, Moment, new_key, once, once_under

__all__ = ["IdempotencyKey", "Moment", "OfflinePage", "new_key", "once", "once_under"]
