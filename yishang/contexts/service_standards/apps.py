from yishang.contexts.service_standards import rules
from yishang.kernel.context import Context, NavItem


class ServiceStandards(Context):
    name = "yishang.contexts.service_standards"
    label = "service_standards"
    verbose_name = "标准化清单"
    title = "清单"
    nav_order = 55
    nav = (NavItem("事项目录", "service_standards:items", rules.READERS, icon="list-details"),)
