"""A topic and a report of the town, whose unit is the city's office; numbers by address and place."""

from datetime import datetime

from yishang.contexts.public_supervision import rules, services
from yishang.contexts.public_supervision.models import Report

OF_TOPICS = ("topic", "vote", "desk_topic", "topic_move")
OF_REPORTS = ("desk_report", "reports_after", "identity", "evidence_picture", "report_move")


def take_part(at: datetime) -> dict[str, dict[str, str]]:
    """Somebody proposes, somebody reports."""
    services.load_catalogs()
    topic = services.propose_topic(phone="13800001234", field="02", title="学校周边小餐桌的卫生", content="", at=at)
    entry = rules.ReportEntry("REPORT", "01", "演示作坊", "使用过期原料做糕点卖给学校。")
    services.receive_report(entry=entry, page_key="k" * 22, at=at)
    numbers = {OF_TOPICS: topic.case.number, OF_REPORTS: Report.objects.get().case.number}
    return {
        f"public_supervision:{name}": {"own": number, "near": f"{number}9", "far": f"{number}8"}
        for names, number in numbers.items()
        for name in names
    }
