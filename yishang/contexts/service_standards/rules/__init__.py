"""Everything that is decided about lists and the desk of the catalog. Plain Python."""

from yishang.contexts.service_standards.rules.desk import FINDINGS, READERS, SOUND, UNSOUND, WRITERS

__all__ = ["FINDINGS", "READERS", "SOUND", "UNSOUND", "WRITERS"]
