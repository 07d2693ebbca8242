"""What time triggers: the end of collections and of mediations, and forgetting codes of telephones."""

from yishang.contexts.public_supervision import services
from yishang.kernel.clocks import queries as clock_queries
from yishang.kernel.context import Job
from yishang.kernel.directory import services as directory

JOBS = (
    Job("点题征集到期", "yishang.contexts.public_supervision.jobs.close_collections", every_minutes=10),
    Job("投诉调解到期", "yishang.contexts.public_supervision.jobs.end_mediations", every_minutes=60),
    Job("新到的投诉举报", "yishang.contexts.public_supervision.jobs.tell_new_reports", every_minutes=60),
    Job("手机验证清理", "yishang.contexts.public_supervision.jobs.forget_proofs", every_minutes=60),
)


def close_collections() -> int:
    """Count the topics whose collection is over; how many."""
    return services.close_due_collections(at=clock_queries.present())


def end_mediations() -> int:
    """End the mediations whose 45 working days are over; how many."""
    return services.end_due_mediations(at=clock_queries.present())


def tell_new_reports() -> int:
    """Tell units of reports that came in; how many messages are new."""
    return services.tell_new_reports(at=clock_queries.present())


def forget_proofs() -> int:
    """Drop codes and counts older than a day; how many."""
    return directory.forget_proofs(at=clock_queries.present())
