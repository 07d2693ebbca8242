"""Whether a text names one company: then it is a report and no topic (handbook 2.7: 不得点名单个企业，点名的转举报)."""

import re
import unicodedata
from collections.abc import Iterator

CODE = re.compile(r"(?<![0-9A-Z])[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}(?![0-9A-Z])", re.IGNORECASE)
PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?[2-9]\d{6,7})(?!\d)")
FULL_NAME = re.compile(
    r"[\u4e00-\u9fff]{2,}(?:\([\u4e00-\u9fff]+\))?[\u4e00-\u9fff]*(?:有限责任公司|有限公司|合伙企业|合作社)"
)
NOT_TEXT = re.compile(r"[^\w()]|_")
COMPANY_ENDINGS = ("", "有限公司", "有限责任公司")
SHORTEST, LONGEST = 4, 16  # characters of a name, with or without its ending, that is looked for


def squeezed(text: str) -> str:
    """The text as one run: full width as half width, nothing between the characters that would hide a name."""
    return NOT_TEXT.sub("", unicodedata.normalize("NFKC", text))


def pointer_in(text: str) -> str:
    """What by its form points at one company: a code, a telephone or a full company name; "" when nothing does."""
    plain = unicodedata.normalize("NFKC", text)
    if CODE.search(plain) or CODE.search(squeezed(text)):
        return "统一社会信用代码"
    if PHONE.search(plain) or PHONE.search(squeezed(text)):
        return "电话号码"
    return "企业全称" if FULL_NAME.search(squeezed(text)) else ""


def possible_names(text: str) -> Iterator[str]:
    """Every stretch of the text that could be a company's name, as it stands and with the usual endings."""
    run = squeezed(text)
    for start in range(len(run)):
        for length in range(SHORTEST, min(LONGEST, len(run) - start) + 1):
            part = run[start : start + length]
            if not part.isascii():
                yield from (part + ending for ending in COMPANY_ENDINGS)
