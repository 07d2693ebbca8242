"""The words of 双随机、一公开 (handbook 2.1, 2.2): levels, ways, kinds, and the states of either side."""

PLAN_KIND = "random_inspection.plan"
TASK_KIND = "random_inspection.task"
PLAN_PREFIX, TASK_PREFIX = "JH", "CC"

LEVELS = {"KEY": "重点检查事项", "GENERAL": "一般检查事项"}  # 国发〔2019〕5号: only the second has a ceiling
METHODS = {
    "SITE": "实地核查",
    "PAPER": "书面检查",
    "NET": "网络监测",
    "LAB": "抽样检验",
    "REMOTE": "远程核查",
    "DATA": "数据比对",
}
WITHOUT_COMING = frozenset({"PAPER", "NET", "REMOTE", "DATA"})  # 不见面监管: nobody comes to the door
OBJECT_KINDS = {"ENTITY": "经营主体", "EQUIPMENT": "设备", "PLACE": "场所", "PRODUCT": "产品"}
OBJECT_STATES = {"ACTIVE": "存续", "REVOKED": "吊销", "CANCELLED": "注销", "MOVED": "迁出"}
INSPECTOR_STATES = {"ACTIVE": "在岗", "LEAVE": "请假", "STOPPED": "停用", "LEFT": "离岗"}
RELATIONS = {
    "KIN": "近亲属", "FORMER_JOB": "两年内在其任职", "INTEREST": "有利害关系", "COMPLAINT": "曾举报或被投诉",
}  # fmt: skip
STEPS_ASIDE = {"RECUSAL": "回避", "LEAVE": "请假"}  # why somebody drawn does not go; public words
RISKS = {"A": "低", "B": "一般", "C": "较高", "D": "高"}  # 国市监信发〔2022〕6号; for staff who configure, never public
RISK_UNKNOWN = "B"  # nobody has classified it yet: 常规 [设]
PLAN_PUBLISH_BY = 331  # month and day in digits: 31 March, before which the year's plans are public [设]
PLAN_TYPES = {"DEPARTMENT": "部门内", "JOINT": "跨部门联合"}
WAYS = {"UNTARGETED": "不定向", "TARGETED": "定向"}
TASK_TYPES = {"DRAWN": "双随机抽查", "SPECIAL": "专项检查", "REMOTE": "不见面监管"}
TRAININGS = {"TOPIC": "专题教育", "SKILL": "专业技能"}
LINES = {
    "SJ": "市场监管",
    "YJ": "应急管理",
    "XFJ": "消防救援",
    "SHJ": "生态环境",
    "ZJ": "住房城乡建设",
    "CG": "城市管理",
    "JT": "交通运输",
    "SL": "水利",
    "NY": "农业农村",
    "LY": "林业",
    "WL": "文化旅游",
    "WJ": "卫生健康",
    "JY": "教育",
    "RS": "人力资源社会保障",
    "MZ": "民政",
    "SF": "司法行政",
    "GA": "公安",
    "SWU": "商务",
    "TJ": "统计",
    "YB": "医疗保障",
    "SW": "税务",
    "ZR": "自然资源",
    "KJ": "科技",
}
"""条线: whose items they are; a unit belongs to one (Department.line)."""
REDRAW_CAUSES = {"LIST": "名单错误", "SYSTEM": "系统故障"}  # for nothing else (handbook 2.3)
SAMPLE, SOURCE = "示范数据", "来源数据"
TOPIC_PREFIX = "DT-"  # how the number of a topic begins that the public proposed (群众点题), the source of a task
