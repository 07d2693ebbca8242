from django.db import models


class Row(models.Model):
    """One row of text."""

    text = models.TextField()
    at = models.DateTimeField()
