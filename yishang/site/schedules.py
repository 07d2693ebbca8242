"""What every kernel and context wants done from time to time, kept in step with the task queue's schedules."""

from datetime import timedelta

from django.utils import timezone
from django_q.models import Schedule

from yishang.kernel.context import Job, modules_named
from yishang.site import table_import_tasks


def declared() -> list[Job]:
    """Every Job of every `jobs` module, and the site's own."""
    return [*(job for module in modules_named("jobs") for job in module.JOBS), *table_import_tasks.JOBS]


def keep_in_step() -> None:
    """Make the queue's schedules those that are declared: new ones added, changed ones changed, others removed."""
    jobs = declared()
    Schedule.objects.exclude(name__in=[job.name for job in jobs]).delete()
    for job in jobs:
        Schedule.objects.update_or_create(
            name=job.name,
            defaults={"func": job.run, "schedule_type": Schedule.MINUTES, "minutes": job.every_minutes, "repeats": -1},
            create_defaults={
                "func": job.run,
                "schedule_type": Schedule.MINUTES,
                "minutes": job.every_minutes,
                "repeats": -1,
                "next_run": timezone.now() + timedelta(minutes=1),
            },
        )
