"""Receipt codes: the only way back to what somebody told without an account. Plain Python; secrets come in.

A code is worked out of the page's key, so that a page sent twice has one code; only a digest of it is kept.
"""

import hmac
import re
import unicodedata
from hashlib import sha256

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's, without the letters that are taken for others
RECEIPT_LENGTH = 16  # 80 bits
PAGE_KEY = re.compile(r"[A-Za-z0-9_-]{22}")


def receipt_for(secret: bytes, page_key: str) -> str:
    """The receipt code of a page: the same page sent twice has the same one, and nobody else can work it out."""
    digest = hmac.digest(secret, b"receipt:" + page_key.encode(), "sha256")
    number = int.from_bytes(digest[:10], "big")
    return "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(RECEIPT_LENGTH)))


def spaced(receipt: str) -> str:
    """K7QM-… in fours, to be written down."""
    return "-".join(receipt[start : start + 4] for start in range(0, RECEIPT_LENGTH, 4))


def read_receipt(text: str) -> str:
    """A receipt code as it was typed, in its one form; "" for what cannot be one."""
    plain = re.sub(r"[\s\-–—]", "", unicodedata.normalize("NFKC", text)).upper().translate(str.maketrans("ILO", "110"))
    return plain if len(plain) == RECEIPT_LENGTH and all(letter in ALPHABET for letter in plain) else ""


def kept_receipt(secret: bytes, receipt: str) -> str:
    """What is kept of a receipt code."""
    return hmac.new(secret, b"kept:" + receipt.encode(), sha256).hexdigest()
