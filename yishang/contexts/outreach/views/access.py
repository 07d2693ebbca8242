"""Which posts the pages of this process belong to; the door itself is the directory's, for all processes."""

from yishang.kernel.directory.rules import SPONSORS, Role
from yishang.kernel.directory.views import is_fragment, now_of, open_to

__all__ = [
    "CITY_READERS",
    "DESK",
    "MEETING_READERS",
    "MEETING_RECORDERS",
    "PHONE",
    "SAMPLERS",
    "is_fragment",
    "now_of",
    "open_to",
]

PHONE = frozenset({Role.ENT, *SPONSORS})
DESK = frozenset({Role.CBO, Role.MBO, Role.VML, Role.DEP, Role.MON})
MEETING_READERS = frozenset({Role.CBO, Role.MBO, Role.VML, Role.MON})
MEETING_RECORDERS = frozenset({Role.MBO, Role.VML})
CITY_READERS = frozenset({Role.MBO, Role.MON})
LINE_READERS = frozenset({Role.MBO, Role.MON})
LINE_KEEPERS = frozenset({Role.MBO})
SAMPLERS = frozenset({Role.CBO, Role.MBO, Role.MON})
