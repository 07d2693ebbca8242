from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from yishang.kernel.notify import rules


class Notify(AppConfig):
    name = "yishang.kernel.notify"
    label = "notify"
    verbose_name = "消息"

    def ready(self) -> None:
        """A setting that cannot be meant is said at the start, not in the first night."""
        try:
            rules.quiet_hours(settings.SMS_QUIET_HOURS)
        except ValueError:
            raise ImproperlyConfigured("SMS_QUIET_HOURS 写得不对，应为 21:00-8:00 这样。") from None
