"""The words of this process: states, kinds of subjects, sections of the economy, and who writes for whom."""

from typing import TYPE_CHECKING

from yishang.kernel.directory.rules import Role

if TYPE_CHECKING:
    from yishang.kernel.directory.rules import Actor

PROBLEM_KIND = "policies.problem"
POLICY_STATES = {"DRAFT": "草稿", "PUBLISHED": "已发布", "WITHDRAWN": "已撤回"}
POLICY_TONES = {"DRAFT": "secondary", "PUBLISHED": "green", "WITHDRAWN": "red"}
SURVEY_STATES = {"DRAFT": "草稿", "OPEN": "进行中", "CLOSED": "已结束"}
SUBJECT_TYPES = {"KEY_PROJECT": "重点项目", "ABOVE_SCALE_ENT": "规上企业"}
BUILD_STATUSES = {
    "PREPARING": "前期",
    "STARTED": "新开工",
    "CONTINUING": "续建",
    "SLOWED": "缓建",
    "SUSPENDED": "停建",
    "COMPLETED": "竣工",
    "IN_PRODUCTION": "投产",
}
SECTIONS: dict[str, tuple[str, int, int]] = {
    "A": ("农、林、牧、渔业", 1, 5),
    "B": ("采矿业", 6, 12),
    "C": ("制造业", 13, 43),
    "D": ("电力、热力、燃气及水生产和供应业", 44, 46),
    "E": ("建筑业", 47, 50),
    "F": ("批发和零售业", 51, 52),
    "G": ("交通运输、仓储和邮政业", 53, 60),
    "H": ("住宿和餐饮业", 61, 62),
    "I": ("信息传输、软件和信息技术服务业", 63, 65),
    "J": ("金融业", 66, 69),
    "K": ("房地产业", 70, 70),
    "L": ("租赁和商务服务业", 71, 72),
    "M": ("科学研究和技术服务业", 73, 75),
    "N": ("水利、环境和公共设施管理业", 76, 79),
    "O": ("居民服务、修理和其他服务业", 80, 82),
    "P": ("教育", 83, 83),
    "Q": ("卫生和社会工作", 84, 85),
    "R": ("文化、体育和娱乐业", 86, 90),
    "S": ("公共管理、社会保障和社会组织", 91, 96),
    "T": ("国际组织", 97, 97),
}
"""GB/T 4754-2017: letter of the section → name, first and last of its two-digit divisions."""


def section_of(industry_code: str) -> str:
    """The letter of the section that a code of two to four digits belongs to; "" for none."""
    if not (industry_code.isascii() and industry_code.isdigit() and 2 <= len(industry_code) <= 4):
        return ""
    division = int(industry_code[:2])
    return next((letter for letter, (_, first, last) in SECTIONS.items() if first <= division <= last), "")


def writes_for(actor: "Actor", *, region_code: str, city_code: str) -> bool:
    """Whether the actor writes for that region: the city's office for its whole city, a county's for its county."""
    if actor.role == "SYSTEM":
        return True
    if actor.role == Role.MBO:
        return bool(city_code) and actor.city_code == city_code
    return actor.role == Role.CBO and bool(region_code) and actor.region_code == region_code
