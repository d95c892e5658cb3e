"""What the lists of contacts and tasks are ordered by, and who was merged into whom."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce


def seen(apps, schema_editor):
    """Who wrote before this was noted was seen when their latest conversation last moved."""
    Contact = apps.get_model("handover", "Contact")
    Conversation = apps.get_model("handover", "Conversation")
    latest = Conversation.objects.filter(contact=OuterRef("pk")).order_by("-last_message_at")
    moved = Subquery(latest.values("last_message_at")[:1])
    Contact.objects.update(seen_at=Coalesce(moved, F("created_at")))


class Migration(migrations.Migration):

    dependencies = [
        ('handover', '0010_desk_permissions'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Merged',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was', models.BigIntegerField(unique=True)),
                ('name', models.CharField(help_text='What the other contact was called.', max_length=200)),
                ('at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'default_permissions': (),
            },
        ),
        migrations.AddField(
            model_name='contact',
            name='seen_at',
            field=models.DateTimeField(default=django.utils.timezone.now),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['-seen_at', '-id'], name='contacts_by_last_seen'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_at', None)), fields=['due_at', 'id'], name='tasks_to_do'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_at', None)), fields=['assignee', 'due_at'], name='tasks_of_a_member'),
        ),
        migrations.AddIndex(
            model_name='task',
            index=models.Index(condition=models.Q(('done_at__isnull', False)), fields=['-done_at', '-id'], name='tasks_done'),
        ),
        migrations.AddField(
            model_name='merged',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='merged',
            name='contact',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='merged', to='handover.contact'),
        ),
        migrations.RunPython(seen, migrations.RunPython.noop),
    ]
