"""How a number (文号、办件编号) reads. Plain values only."""

import re
from datetime import date

from yishang.kernel.context import InvalidInput, Refusal

PREFIX_FORM = re.compile(r"[A-Z]{2,8}")
REGION_FORM = re.compile(r"[0-9A-Z]{2,12}")
LEAST_DIGITS = 4


class FontMissing(Refusal):
    """A PDF needs a Chinese font, and the machine has none that may be embedded."""

    status = 503


def check_series(*, prefix: str, region_code: str) -> None:
    """Raise InvalidInput unless the prefix is 2–8 capitals (SQ) and the region code 2–12 digits or capitals."""
    fields = {}
    if not PREFIX_FORM.fullmatch(prefix):
        fields["prefix"] = f"编号前缀应为 2 至 8 个大写字母，现为“{prefix}”"
    if not REGION_FORM.fullmatch(region_code):
        fields["region_code"] = f"区划代码应为 2 至 12 位数字或大写字母，现为“{region_code}”"
    if fields:
        raise InvalidInput(fields, next_step="请联系系统管理员核对编号设置。")


def number_text(*, prefix: str, region_code: str, day: date, sequence: int) -> str:
    """`SQ-610402-20191209-0007`; the last part has four digits and simply grows past 9999."""
    return f"{prefix}-{region_code}-{day:%Y%m%d}-{sequence:0{LEAST_DIGITS}d}"
