from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ("draw", "0003_pools_into_chunks"),
    ]

    operations = [migrations.RemoveField(model_name="draw", name="pool")]
