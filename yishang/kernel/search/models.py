from django.db import models


class Text(models.Model):
    """检索文字: the folded words by which one subject is found, one row each.

    Beside it, and out of Django's sight, the database keeps the grams: PostgreSQL in a column `grams` with a GIN
    index, SQLite in the FTS5 table `search_gram`, written through the view `search_entry` (migrations/0001).
    """

    subject = models.BigIntegerField("对象", primary_key=True)
    words = models.TextField("文字")

    class Meta:
        verbose_name = verbose_name_plural = "检索文字"

    def __str__(self) -> str:
        return f"{self.subject}：{self.words[:40]}"


class Completion(models.Model):
    """索引完成: that every row there was has been indexed, and in which form; none before the first start."""

    form = models.PositiveSmallIntegerField("形式", primary_key=True)

    class Meta:
        verbose_name = verbose_name_plural = "索引完成"
