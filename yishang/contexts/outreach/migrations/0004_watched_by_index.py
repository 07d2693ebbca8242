from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0003_the_whole_process"),
    ]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="shelving_extended_count",
            field=models.PositiveSmallIntegerField(default=0, verbose_name="延长挂账次数"),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("half_time_at__isnull", False), ("progressed_at__isnull", True)),
                fields=["half_time_at"],
                name="appeal_half_time",
            ),
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("review_on__isnull", False)), fields=["review_on"], name="appeal_review_on"
            ),
        ),
    ]
