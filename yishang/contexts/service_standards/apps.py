from yishang.contexts.service_standards import rules
from yishang.kernel.context import Context, NavItem


class ServiceStandards(Context):
    name = "yishang.contexts.service_standards"
    label = "service_standards"
    verbose_name = "标准化清单"
    title = "清单"
    nav_order = 55
    audience = "public"
    number_pages = {"DY": ("service_standards:demand", "service_standards:demand")}
    public_nav = (
        NavItem(
            "标准化清单",
            "service_standards:home",
            frozenset(),
            icon="list-check",
            about="16 个方面：要哪些材料、几个环节、多久办好、收不收费",
        ),
    )
    nav = (
        NavItem("事项目录", "service_standards:items", rules.READERS, icon="list-details"),
        NavItem("窗口多要材料", "service_standards:demands", rules.READERS - {"VML"}, icon="hand-stop"),
        NavItem("县区对比", "service_standards:comparison", rules.READERS, icon="columns"),
        NavItem("清单考核", "service_standards:assessment", rules.READERS, icon="chart-bar"),
        NavItem("公布记录", "service_standards:publications", rules.READERS, icon="speakerphone"),
    )
