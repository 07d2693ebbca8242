import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0004_under_another_and_co_units"),
        ("directory", "0006_account_look"),
    ]

    operations = [
        migrations.CreateModel(
            name="SavedFilter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=40, verbose_name="种类")),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
                ("query", models.CharField(max_length=500, verbose_name="条件")),
                ("place", models.PositiveSmallIntegerField(default=0, verbose_name="次序")),
                ("is_first", models.BooleanField(default=False, verbose_name="默认")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="所有人",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.unit",
                        verbose_name="共享单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "常用筛选",
                "verbose_name_plural": "常用筛选",
                "ordering": ["place", "pk"],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "kind", "name"), name="one_filter_per_name"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_first", True)), fields=("owner", "kind"), name="one_first_filter"
                    ),
                ],
            },
        ),
    ]
