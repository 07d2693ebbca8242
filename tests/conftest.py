"""The small town of the outreach tests, for tests that span the site and its processes."""

from yishang.contexts.outreach.tests.conftest import advance, issue_key, now, submitted, town

__all__ = ["advance", "issue_key", "now", "submitted", "town"]
