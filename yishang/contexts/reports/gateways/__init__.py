"""Documents as files. Their libraries take long to load: when a report is written, not when the site starts."""

from collections.abc import Sequence
from importlib import import_module

from yishang.contexts.reports.gateways.paper import Paper

__all__ = ["Paper", "read_texts", "write_pdf", "write_word"]


def write_word(paper: Paper) -> bytes:
    """The paper as a Word document."""
    return bytes(import_module(f"{__name__}.word").written(paper))


def write_pdf(paper: Paper, *, font: str) -> bytes:
    """The paper as a PDF; `font` is a file with Chinese letters. Raises OSError when it cannot be read."""
    return bytes(import_module(f"{__name__}.pdf").written(paper, font=font))


def read_texts(document: bytes) -> Sequence[str]:
    """Every text of a Word document's body in order, tables cell by cell. Raises ValueError for what is none."""
    found: list[str] = import_module(f"{__name__}.word").texts(document)
    return found
