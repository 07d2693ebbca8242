"""Telling people, getting text messages out, and keeping how each wants to be told.

The rows are the record; the journal holds the acts they tell of.
"""

from yishang.kernel.notify.services.holding import release_held
from yishang.kernel.notify.services.marking import keep_mark, lay_aside, mark_read, mark_unread
from yishang.kernel.notify.services.preferring import choose_notices
from yishang.kernel.notify.services.receiving import give_up, take_receipt, try_again
from yishang.kernel.notify.services.sending import GIVE_UP_BATCH_AFTER, send_code, send_pending, send_unkept
from yishang.kernel.notify.services.telling import tell, tell_all
from yishang.kernel.notify.services.wechat import send_by_wechat, take_wechat_receipt, text_instead

__all__ = [
    "GIVE_UP_BATCH_AFTER",
    "choose_notices",
    "give_up",
    "keep_mark",
    "lay_aside",
    "mark_read",
    "mark_unread",
    "release_held",
    "send_by_wechat",
    "send_code",
    "send_pending",
    "send_unkept",
    "take_receipt",
    "take_wechat_receipt",
    "tell",
    "tell_all",
    "text_instead",
    "try_again",
]
