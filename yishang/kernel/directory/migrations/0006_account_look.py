from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0005_sign_in_security")]

    operations = [
        migrations.AddField(
            model_name="account",
            name="look",
            field=models.JSONField(blank=True, default=dict, verbose_name="显示偏好"),
        ),
    ]
