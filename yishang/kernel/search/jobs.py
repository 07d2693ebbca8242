"""Housekeeping of the index, so that no submission has to do it."""

from yishang.kernel.context import Job
from yishang.kernel.search import services


def merge_new() -> None:
    """Every five minutes: what came in since goes from the waiting list into the index."""
    services.merge_new()


JOBS = (Job("归并检索索引", "yishang.kernel.search.jobs.merge_new", every_minutes=5),)
