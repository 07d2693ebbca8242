"""Which posts the pages of this process belong to."""

from yishang.kernel.directory.rules import SPONSORS, Role
from yishang.kernel.directory.views import now_of, open_to

__all__ = ["DESK", "PHONE", "VISITORS", "now_of", "open_to"]

PHONE = frozenset({Role.ENT, *SPONSORS})
VISITORS = frozenset({Role.LDR, Role.SPD})
DESK = frozenset({Role.CBO, Role.MBO, Role.VML, Role.MON})
