"""The clocks kernel: working days, deadlines, lamps, and what time it is."""

from django.apps import AppConfig


class Clocks(AppConfig):
    name = "yishang.kernel.clocks"
    label = "clocks"
    verbose_name = "计时"
