"""The words and numbers of an appeal: channels, lines, routes, results, lengths and periods (handbook 1.4–1.6)."""

from datetime import date, timedelta
from fractions import Fraction

from yishang.kernel.directory.rules import Role

KIND = "outreach.appeal"
TASK_KIND = "outreach.task"

# 渠道：自主 / 帮办 的二分见 handbook 1.4：SELF 为自主，LIAISON、SPONSOR、VISIT 为帮办，其余单列
CHANNELS = {
    "SELF": "企业自主",
    "LIAISON": "联络员帮办",
    "SPONSOR": "包抓领导/部门",
    "VISIT": "走访带回",
    "H12345": "热线转入",
    "PANORAMA": "VR 抽查",
    "IMPORT": "导入",
    "PARTNER": "对接系统代提",
}

PANORAMA = "PANORAMA"

SELF_CHANNELS = frozenset({"SELF"})

ASSISTED_CHANNELS = frozenset({"LIAISON", "SPONSOR", "VISIT"})

CHANNEL_OF_ORIGIN = {"ZF": "VISIT"}  # by the beginning of the number of the matter that brought an appeal back

CHANNEL_OF_ROLE = {
    Role.ENT: "SELF",
    Role.LIA: "LIAISON",
    Role.LDR: "SPONSOR",
    Role.SPD: "SPONSOR",
    Role.API: "PARTNER",
}

LINES = {"COUNTY": "A 线（县区营商办跟踪）", "DISPATCH": "B 线（平台转办）"}

MEETINGS = {
    "JOINT": "联席会议",
    "DIRECTORS": "市营商办主任办公会",
    "SPECIAL": "市政府专题会议",
}  # handbook 1.5: the first two are the city office's, the third the vice mayor's

WARNINGS = {
    "W1": "超时接收",
    "W2": "逾期办理",
    "W3": "推诿扯皮",
    "W4": "停滞",
    "W5": "虚假办结",
}  # handbook 1.5 预警规则 [设]

ROUTES = {"GENERAL": "一般问题", "INDIVIDUAL": "复杂个性问题", "COMMON": "共性问题"}

STAR_OF_ROUTE = {"INDIVIDUAL": 4, "COMMON": 5}  # handbook 1.5: ★4 联席会议, ★5 专题会议
CO_UNITS_FROM_STAR = 3  # handbook 1.5: ★3 is 主办+协办
AGENDA_LONGEST = 50  # matters of one meeting; the 主任办公会 of the source dealt with 20
DECISIONS_MOST = 10  # for one matter

RESULTS = {
    "SOLVED": "解决",
    "PARTLY": "部分解决",
    "EXPLAINED": "解释说明",
    "SHELVED": "暂不具备条件挂账",
    "UNFOUNDED": "不属实",
}

SHELVED = "SHELVED"
UNIT_RESULTS = {code: label for code, label in RESULTS.items() if code != SHELVED}  # 挂账 is the city office's to give

TITLE_MAX = 50
CONTENT_MIN = 10
CONTENT_MAX = 1000

IMPORT_LENGTHS = {"external_id": 60, "applicant": 60, "title": 200, "content": 10_000, "category": 100}

IMPORT_FROM_YEAR = 1949
IMPORT_AHEAD = timedelta(days=366)  # another system's clock, or the demo's, may go differently; a later time is a slip
FIRST_LIMITS_ON = date(2018, 1, 1)  # data/time_limits.csv begins; an imported matter may be older
PICTURES_MAX = 9
SAME_CONTENT_WINDOW = timedelta(seconds=60)
RATING_WINDOW = timedelta(days=15)
LOW_STAR = 2  # so many or fewer: done again once, then the city decides
ARCHIVE_AFTER_HALF_DAYS = 10  # 评价 3–5 星、未被抽中回访者，满 5 个工作日自动销号
CALL_ATTEMPTS_MAX = 3
EXTENSION_REFUSALS_MAX = 2
RETURNS_MAX = 2  # the second request ends in the city's ruling
REASSIGNMENTS_WARNED = 3  # handbook 1.5 W3: 改派 ≥3 次
SHELVING_MONTHS = 6  # [设] the day of review lies at most so far ahead
SHELVING_EXTENSIONS_MAX = 2  # [设]
ANSWER_MONTHS = 3  # [设] the day by which a supervised unit answers lies at most so far ahead
UP_TO_THE_CITY = "重新办理后企业仍不满意，由市营商办研判是否销号。"
CATEGORIES_KEPT = 60.0  # seconds
BIDI = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")  # they make a line read as another
SAMPLE_RATIO = Fraction(1, 5)  # [设] 20%
