"""Administrators set up what was added; members write with canned replies and see files."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

MEMBER_MAY = ["view_cannedreply", "view_attachment", "add_attachment"]
ADMINISTRATED = ["staff", "bots", "handover"]


def widen_roles(apps, schema_editor):
    for label in ADMINISTRATED:
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    administrator, _ = Group.objects.get_or_create(name="administrator")
    administrator.permissions.add(*Permission.objects.filter(content_type__app_label__in=ADMINISTRATED))
    member, _ = Group.objects.get_or_create(name="member")
    member.permissions.add(
        *Permission.objects.filter(content_type__app_label="handover", codename__in=MEMBER_MAY)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("handover", "0009_desk"),
        ("bots", "0008_clock_on_ownership"),
        ("staff", "0006_quiet_hours_and_sound"),
    ]
    operations = [migrations.RunPython(widen_roles, migrations.RunPython.noop)]
