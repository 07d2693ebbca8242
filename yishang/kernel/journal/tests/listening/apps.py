from django.apps import AppConfig


class Listening(AppConfig):
    """A tiny app of real handlers, installed by tests only."""

    name = "yishang.kernel.journal.tests.listening"
    label = "listening"
