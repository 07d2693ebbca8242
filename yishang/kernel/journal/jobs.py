"""What the workers do for the journal: deliver facts to those who listen, and seal.

The queue and the seals live by the real clock, not by `clocks.present()`: a demo set in 2019 is still sealed today.
"""

from django.utils import timezone
from django.utils.module_loading import import_string
from django_q.brokers import get_broker
from django_q.conf import Conf
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ
from django_q.signing import SignedPackage

from yishang.kernel.context import Handler, Job
from yishang.kernel.journal import queries, services
from yishang.kernel.journal.models import Fact


def deliver(fact_id: int) -> None:
    """Give one fact to every handler that has not dealt with it. Raises at the end if one failed: the queue retries."""
    fact = Fact.objects.get(pk=fact_id)
    failures = [error for handler in queries.listeners(fact.verb) if (error := _attempt(fact, handler))]
    if failures:
        raise ExceptionGroup(f"{len(failures)} handlers of {fact} failed", failures)


def _attempt(fact: Fact, handler: Handler) -> Exception | None:
    """Run one handler; a failure is noted and handed back, so that the next handler gets its turn."""
    try:
        services.hand_over(fact=fact, handler=handler, at=timezone.now())
    except TimeoutException as late:  # the worker is about to be replaced: no turn for the others
        services.note_failure(fact=fact, handler=handler, error=late, at=timezone.now())
        raise
    except Exception as error:
        services.note_failure(fact=fact, handler=handler, error=error, at=timezone.now())
        return error
    return None


def seal() -> None:
    """Seal what has been written since the last time."""
    services.seal_facts(at=timezone.now())


def drain(limit: int | None = None) -> int:
    """Run queued tasks, and those that they queue, in this process; answer how many succeeded.

    For tests, the demo story and one-shot operations; safe beside running workers, since each task is claimed as they
    claim it. A failed task stays in the queue, the rest is run, then an ExceptionGroup tells of the failures.
    """
    succeeded, last = 0, 0
    failures: list[Exception] = []
    while limit is None or succeeded + len(failures) < limit:
        task = OrmQ.objects.filter(key=Conf.CLUSTER_NAME, pk__gt=last, lock__lte=timezone.now()).order_by("pk").first()
        if task is None:
            break
        last = task.pk
        try:
            succeeded += _run_claimed(task)
        except Exception as error:
            OrmQ.objects.filter(pk=task.pk).update(lock=task.lock)
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{len(failures)} queued tasks failed", failures)
    return succeeded


def _run_claimed(task: OrmQ) -> bool:
    """Claim a task, run it and take it off the queue; False when a worker was faster."""
    until = get_broker().timeout(task)
    if not OrmQ.objects.filter(pk=task.pk, lock=task.lock).update(lock=until):
        return False
    package = SignedPackage.loads(task.payload)
    run = package["func"] if callable(package["func"]) else import_string(package["func"])
    run(*package["args"], **package["kwargs"])
    OrmQ.objects.filter(pk=task.pk).delete()
    return True


JOBS = (Job(name="封存留痕", run="yishang.kernel.journal.jobs.seal", every_minutes=10),)
