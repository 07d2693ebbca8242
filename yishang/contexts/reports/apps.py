from yishang.contexts.reports.rules import OF_THE_CITY, READERS
from yishang.kernel.context import Context, NavItem


class Reports(Context):
    name = "yishang.contexts.reports"
    label = "reports"
    verbose_name = "分析与通报"
    title = "分析与通报"
    nav_order = 60
    number_pages = {"YB": ("", "reports:report"), "TB": ("", "reports:report")}
    nav = (
        NavItem("分析研判", "reports:analysis", READERS, icon="chart-histogram"),
        NavItem("月报和通报", "reports:reports", READERS, icon="file-analytics"),
        NavItem("大屏", "reports:wall", OF_THE_CITY, icon="device-desktop-analytics"),
    )
