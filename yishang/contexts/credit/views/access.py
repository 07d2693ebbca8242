"""Which posts the pages of this process belong to."""

from yishang.kernel.directory.rules import Role

PHONE = frozenset({Role.ENT})
READERS = frozenset({Role.DEP, Role.DRL, Role.MON})
WORKERS = frozenset({Role.DEP, Role.DRL})
ASKERS = frozenset({Role.DEP, Role.DRL, Role.MON, Role.MBO, Role.CBO})
WITH_PAPERS = READERS | PHONE
