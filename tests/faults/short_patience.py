"""Settings of an installation whose workers give a task up after seconds, so that a test need not wait for minutes."""

from yishang.site.settings import *  # noqa: F403
from yishang.site.settings import INSTALLED_APPS as SITE_APPS
from yishang.site.settings import Q_CLUSTER as SITE_CLUSTER

INSTALLED_APPS = [*SITE_APPS, "yishang.kernel.journal.tests.listening"]
Q_CLUSTER = {**SITE_CLUSTER, "workers": 1, "timeout": 4, "retry": 6, "poll": 0.2}
