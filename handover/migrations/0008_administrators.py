"""Administrators set up what was added since the roles were made: teams, hours, holidays, and the rest."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ADMINISTRATED = ["staff", "bots", "handover"]


def widen_role(apps, schema_editor):
    for label in ADMINISTRATED:
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    administrator, _ = Group.objects.get_or_create(name="administrator")
    administrator.permissions.add(*Permission.objects.filter(content_type__app_label__in=ADMINISTRATED))


class Migration(migrations.Migration):
    dependencies = [
        ("handover", "0007_collect_unanswered_questions"),
        ("bots", "0006_imports_of_articles"),
        ("staff", "0004_presence_and_hours"),
    ]
    operations = [migrations.RunPython(widen_role, migrations.RunPython.noop)]
