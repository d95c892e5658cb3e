from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("staff", "0007_notices_at_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="notification",
            name="action_label",
            field=models.CharField(blank=True, db_default="", max_length=60),
        ),
        migrations.AddField(
            model_name="notification",
            name="action_url",
            field=models.CharField(blank=True, db_default="", max_length=300),
        ),
    ]
