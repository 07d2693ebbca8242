"""Who reads what the trees' graph knows, and who keeps the trees (handbook 3, 角色)."""

from yishang.kernel.directory.rules import OFFICES, Role

READERS = frozenset({*OFFICES, Role.DEP, Role.MON, Role.VML})
KEEPERS = frozenset({Role.MBO})  # 行政审批局业务科; the city's office here
