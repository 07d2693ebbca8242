"""Which posts the pages of bundles belong to."""

from yishang.kernel.directory.rules import Role

PHONE = frozenset({Role.ENT})
READERS = frozenset({Role.DEP, Role.CBO, Role.MBO, Role.MON})
FILERS = frozenset({Role.ENT, Role.DEP, Role.CBO, Role.MBO})
