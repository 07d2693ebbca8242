"""The way into django-q's queue, which lies in our own database."""

from django.utils import timezone
from django_q.brokers.orm import ORM
from django_q.conf import Conf
from django_q.models import OrmQ

from yishang.kernel import statements


class Queue(ORM):
    """django-q's own broker, whose insert is worded once: every public fact passes here inside its transaction."""

    def enqueue(self, task: str) -> int:
        """Put a signed task into the queue, free to be taken; its number there."""
        row = OrmQ(key=self.list_key or Conf.CLUSTER_NAME, payload=task, lock=timezone.now())
        statements.insert(row)
        key: int = row.pk
        return key
