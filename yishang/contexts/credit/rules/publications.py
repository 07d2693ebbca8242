"""What the public sees of credit supervision: the two lists and penalties while they are shown; nothing internal."""

from yishang.kernel.publish.rules import Dataset, Field

ABNORMAL_DATASET, SERIOUS_DATASET, PENALTY_DATASET = "credit.abnormal", "credit.serious", "credit.penalties"
PARTY = (Field("name", "名称"), Field("uscc", "统一社会信用代码"))
PAPER = (Field("organ", "作出决定机关"), Field("document", "决定书文号"))

DATASETS = (
    Dataset(
        ABNORMAL_DATASET,
        "经营异常名录",
        (*PARTY, Field("list", "名录"), Field("reason", "列入原因"), *PAPER, Field("listed_on", "列入日期", "date")),
        "企业信息公示暂行条例第十七条",
        "移出即停止公示列入信息；个体工商户为标记经营异常状态。",
    ),
    Dataset(
        SERIOUS_DATASET,
        "严重违法失信名单",
        (
            *PARTY,
            Field("domain", "违法领域"),
            Field("penalty", "处罚决定书号"),
            *PAPER,
            Field("listed_on", "列入日期", "date"),
            Field("ends_on", "届满日期", "date"),
        ),
        "市场监督管理严重违法失信名单管理办法（总局令44号）",
        "期满或提前移出即停止公示。",
    ),
    Dataset(
        PENALTY_DATASET,
        "行政处罚",
        (
            *PARTY,
            Field("title", "案由"),
            Field("document", "处罚决定书号"),
            Field("organ", "处罚机关"),
            Field("decided_on", "处罚日期", "date"),
            Field("result", "处罚内容"),
            Field("source", "来源系统"),
        ),
        "企业信息公示暂行条例第七条、信用修复管理办法",
        "按失信程度公示，期满或修复即停止公示；自然人身份证号、住址、电话不公示。",
    ),
)
