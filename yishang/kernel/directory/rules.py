"""Who is who, and what a post may see: the one place where scope is decided (handbook 0A.3)."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Posts of the platform. SYS, SEC and AUD are kept apart and hold no business rights (三员分立)."""

    ENT = "ENT"
    LIA = "LIA"
    LDR = "LDR"
    SPD = "SPD"
    CBO = "CBO"
    MBO = "MBO"
    DEP = "DEP"
    MON = "MON"
    SYS = "SYS"
    SEC = "SEC"
    AUD = "AUD"
    API = "API"

    @property
    def label(self) -> str:
        return ROLE_LABELS[self]


ROLE_LABELS: dict["Role", str] = {
    Role.ENT: "企业用户",
    Role.LIA: "联络员",
    Role.LDR: "包抓领导",
    Role.SPD: "包抓部门",
    Role.CBO: "县市区营商办",
    Role.MBO: "市营商办",
    Role.DEP: "承办部门",
    Role.MON: "督查室",
    Role.SYS: "系统管理员",
    Role.SEC: "安全保密管理员",
    Role.AUD: "审计管理员",
    Role.API: "对接系统",
}
OFFICES = frozenset({Role.CBO, Role.MBO})
SPONSORS = frozenset({Role.LIA, Role.LDR, Role.SPD})
WITHOUT_BUSINESS = frozenset({Role.SYS, Role.SEC, Role.AUD})


@dataclass(frozen=True)
class Actor:
    """A signed-in person in one post, as a plain value. Services take it first; facts carry its name and post."""

    id: int | None
    name: str
    role: str
    unit_id: int | None = None
    unit_name: str = ""
    region_code: str = ""
    region_level: str = ""
    city_code: str = ""
    entity_ids: tuple[int, ...] = ()
    post_id: int | None = None
    scopes: frozenset[str] = frozenset()

    def holds(self, *roles: str) -> bool:
        return self.role in roles


SYSTEM_ACTOR = Actor(id=None, name="系统", role="SYSTEM")


@dataclass(frozen=True)
class Scope:
    """Which matters a post sees: one of all, a city's, a region's, a unit's, some entities', or none."""

    kind: str  # all | city | region | unit | entities | sponsored | none
    key: str | int | tuple[int, ...] | None = None


def scope_of(actor: Actor) -> Scope:
    """The rows of business an actor may see: role × region tree × unit (handbook 0A.3, design 4)."""
    role = actor.role
    if role == "SYSTEM":
        return Scope("all")
    if role in (Role.MBO, Role.MON, Role.API):
        return Scope("city", actor.city_code) if actor.city_code else Scope("none")
    if role == Role.CBO:
        return Scope("region", actor.region_code) if actor.region_code else Scope("none")
    if role == Role.DEP:
        return Scope("unit", actor.unit_id) if actor.unit_id else Scope("none")
    if role == Role.ENT:
        return Scope("entities", actor.entity_ids)
    if role in SPONSORS:
        return Scope("sponsored", actor.id)
    return Scope("none")
