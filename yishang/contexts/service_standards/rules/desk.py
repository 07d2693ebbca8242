"""Which posts work with the catalog at the desk (handbook 4: 承办部门编制，另一人审核，统一发布)."""

from yishang.kernel.catalog import rules as catalog
from yishang.kernel.directory.rules import Role

WRITERS = frozenset(Role(role) for role in catalog.WRITERS)
OFFICES = frozenset({Role.CBO, Role.MBO})
READERS = WRITERS | {Role.MON, Role.VML}
SOUND, UNSOUND = "none", "some"
FINDINGS = {UNSOUND: "有待改正", SOUND: "没有待改正"}
