"""Who opens which desk page."""

from yishang.kernel.directory.rules import Role

READERS = frozenset({Role.DEP, Role.CBO, Role.MBO, Role.MON})
HANDLERS = frozenset({Role.DEP, Role.CBO, Role.MBO})
BODY = frozenset({Role.ENT})
