"""What 双随机、一公开 makes public, and on which basis."""

from yishang.contexts.random_inspection.rules.open_lists import OPEN_LISTS
from yishang.kernel.publish.rules import Dataset, Field

INSPECTION_RESULTS = Dataset(
    name="inspection_results",
    title="抽查检查结果",
    basis="《企业公示信息抽查办法》；国发〔2019〕5号：谁检查、谁录入、谁公开，检查结束之日起 20 个工作日内公示",
    description="每户一条。未检查的项目数单列：没有检查不等于没有发现问题。更正的，原来的内容一并保留。",
    fields=(
        Field("number", "检查编号"),
        Field("company", "检查对象"),
        Field("uscc", "统一社会信用代码"),
        Field("task", "抽查任务"),
        Field("authority", "检查机关"),
        Field("officers", "检查人员", mask="person"),
        Field("items", "抽查事项"),
        Field("inspected_on", "检查结束日期", "date"),
        Field("result", "检查结果"),
        Field("checked", "已检查项数", "integer"),
        Field("not_checked", "未检查项数", "integer"),
        Field("problem", "发现的问题"),
        Field("follow_up", "后续处置"),
        Field("published_on", "公示日期", "date"),
        Field("days_late", "公示逾期工作日", "integer"),
    ),
)

DATASETS: tuple[Dataset, ...] = (*OPEN_LISTS, INSPECTION_RESULTS)
