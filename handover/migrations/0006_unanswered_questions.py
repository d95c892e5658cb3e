import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bots', '0006_imports_of_articles'),
        ('handover', '0005_workload'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Gap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=500)),
                ('asked_at', models.DateTimeField()),
                ('dismissed_at', models.DateTimeField(blank=True, null=True)),
                ('bot', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gaps', to='bots.bot')),
                ('conversation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gaps', to='handover.conversation')),
                ('dismissed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('message', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='gap', to='handover.message')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'indexes': [models.Index(condition=models.Q(('dismissed_at', None)), fields=['bot', '-asked_at'], name='open_gaps')],
            },
        ),
    ]
