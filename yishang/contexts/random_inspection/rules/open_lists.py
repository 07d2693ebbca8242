"""What is published of list, rules, plans and tasks (handbook 2.8): never the names of who is not inspected yet."""

from yishang.kernel.publish.rules import Dataset, Field

ITEMS, PLANS, TASKS, GUIDELINES = (
    "inspection.items", "inspection.plans", "inspection.tasks", "inspection.guidelines",
)  # fmt: skip
OPEN_LISTS: tuple[Dataset, ...] = (
    Dataset(
        ITEMS,
        "随机抽查事项清单",
        (
            Field("code", "编码"),
            Field("category", "类"),
            Field("name", "事项"),
            Field("level", "级别"),
            Field("line", "部门条线"),
            Field("object_type", "检查对象"),
            Field("basis", "依据"),
            Field("content", "检查内容"),
            Field("method", "方式"),
            Field("frequency", "年频次上限", "integer"),
            Field("valid_from", "施行日期", "date"),
            Field("note", "说明"),
        ),
        basis="《国务院关于在市场监管领域全面推行部门联合“双随机、一公开”监管的意见》（国发〔2019〕5号）",
        description="清单以外的事项不得抽查。",
    ),
    Dataset(
        PLANS,
        "年度抽查计划",
        (
            Field("number", "编号"),
            Field("year", "年度", "integer"),
            Field("title", "名称"),
            Field("kind", "类型"),
            Field("way", "方式"),
            Field("units", "参与部门"),
            Field("items", "事项"),
            Field("scope", "对象范围"),
            Field("amount", "比例或户数"),
            Field("first_day", "起", "date"),
            Field("last_day", "止", "date"),
            Field("filing_no", "报备号"),
        ),
        basis="国发〔2019〕5号；国市监信〔2019〕38号",
        description="每年 3 月 31 日前公示；调整的写明理由，原来的内容保留。",
    ),
    Dataset(
        TASKS,
        "抽查任务",
        (
            Field("number", "编号"),
            Field("title", "名称"),
            Field("kind", "种类"),
            Field("units", "检查部门"),
            Field("items", "事项"),
            Field("drawn_on", "抽取日期", "date"),
            Field("pool", "候选户数", "integer"),
            Field("taken", "抽中户数", "integer"),
            Field("due_on", "完成时限", "date"),
            Field("draw_id", "抽取编号"),
            Field("note", "说明"),
        ),
        basis="国发〔2019〕5号；国市监信〔2019〕38号",
        description="不含尚未检查的企业名称；抽取记录另行公布，任何人可以复算。",
    ),
    Dataset(
        GUIDELINES,
        "抽查检查实施细则",
        (
            Field("version", "版本", "integer"),
            Field("title", "名称"),
            Field("doc_no", "文号"),
            Field("effective_from", "施行日期", "date"),
            Field("text", "正文"),
        ),
        basis="国发〔2019〕5号",
        description="现行和以往各版都可查。",
    ),
)
