"""Who opens which desk page."""

from yishang.kernel.directory.rules import Role

ANSWERERS = frozenset({Role.DEP, Role.CBO, Role.MBO, Role.DRL})  # of topics
READERS = ANSWERERS | {Role.MON}
HANDLERS = frozenset({Role.DEP, Role.CBO, Role.MBO})
BODY = frozenset({Role.ENT})
