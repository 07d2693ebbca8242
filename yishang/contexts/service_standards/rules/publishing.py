"""Through which channels a list was published (handbook 4.4: 媒体、网站、公众号、窗口、电话口径, all on record)."""

from datetime import date

from yishang.kernel.context import Refusal

CHANNELS = {
    "SCREEN": "大厅屏幕",
    "WINDOW": "窗口张贴",
    "PAPER": "纸质手册",
    "WEB": "政府网站",
    "WECHAT": "公众号",
    "MEDIA": "报纸电视",
    "PHONE": "电话口径",
}
PLACE_MOST, REASON_MOST = 120, 200


class AlreadyWithdrawn(Refusal):
    """The list was taken down there before."""


class PublicationNotFound(Refusal):
    """There is no such record for this post."""

    status = 404


def publication_faults(*, channel: str, place: str, published_on: date | None, today: date) -> dict[str, str]:
    """Field → fault of a record."""
    faults = {
        "channel": "" if channel in CHANNELS else "请选择渠道。",
        "place": "" if 2 <= len(place.strip()) <= PLACE_MOST else f"请写在哪里，2 到 {PLACE_MOST} 个字。",
        "published_on": "" if published_on and published_on <= today else "请填写公布日期，不能晚于今天。",
    }
    return {name: fault for name, fault in faults.items() if fault}


def withdrawal_faults(*, withdrawn_on: date | None, published_on: date, reason: str, today: date) -> dict[str, str]:
    """Field → fault of taking a list down."""
    faults = {}
    if withdrawn_on is None or not published_on <= withdrawn_on <= today:
        faults["withdrawn_on"] = f"撤下日期须在 {published_on} 到今天之间。"
    if not 2 <= len(reason.strip()) <= REASON_MOST:
        faults["reason"] = f"请写明原因，2 到 {REASON_MOST} 个字。"
    return faults
