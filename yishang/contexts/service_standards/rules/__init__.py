"""Everything that is decided about lists and the desk of the catalog. Plain Python."""

from yishang.contexts.service_standards.rules.course import told
from yishang.contexts.service_standards.rules.demands import DEMAND
from yishang.contexts.service_standards.rules.desk import FINDINGS, OFFICES, READERS, SOUND, UNSOUND, WRITERS

__all__ = ["DEMAND", "FINDINGS", "OFFICES", "READERS", "SOUND", "UNSOUND", "WRITERS", "told"]
