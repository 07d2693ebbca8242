"""Which posts the pages of this process belong to."""

from yishang.kernel.directory.rules import Role

PHONE = frozenset({Role.ENT})
READERS = frozenset({Role.CBO, Role.MBO, Role.VML, Role.DEP, Role.MON})
OVERVIEW = READERS - {Role.DEP}
WRITERS = frozenset({Role.CBO, Role.MBO})
WORKERS = frozenset({Role.CBO, Role.MBO, Role.DEP})
