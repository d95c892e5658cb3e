from datetime import timedelta

from django.db import migrations, models
from django.utils import timezone

RECENT = timedelta(days=7)  # who has waited for longer is not written to all of a sudden


def begin(apps, schema_editor):
    """Contacts who wait for a person already get their clock too: the next sweep reckons it."""
    Conversation = apps.get_model("handover", "Conversation")
    now = timezone.now()
    waiting = Conversation.objects.filter(status="open", deadline_at=None, waiting_since__gte=now - RECENT)
    the_bots = waiting.filter(owner_kind="bot", bot__mode="auto_pilot")
    waiting.exclude(pk__in=the_bots.values("pk")).update(deadline_at=now, deadline_step="begin")


class Migration(migrations.Migration):
    dependencies = [("handover", "0012_search"), ("bots", "0008_clock_on_ownership")]

    operations = [
        migrations.AlterField(
            model_name="conversation",
            name="deadline_step",
            field=models.CharField(
                blank=True,
                choices=[
                    ("begin", "Begin to count"),
                    ("remind", "Remind whoever has it"),
                    ("reassign", "Give it to someone else"),
                    ("supervise", "Tell the supervisor"),
                ],
                max_length=10,
            ),
        ),
        migrations.RunPython(begin, migrations.RunPython.noop),
    ]
