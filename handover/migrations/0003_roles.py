"""The two roles. Administrators set everything up; members work at the desk and edit what they meet there."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

MEMBER_MAY = {
    "handover": [
        "view_conversation",
        "change_conversation",
        "view_message",
        "view_handover",
        "view_contact",
        "change_contact",
        "view_address",
        "view_tag",
        "view_task",
        "add_task",
        "change_task",
    ],
}
ADMINISTRATED = ["staff", "bots", "handover"]


def make_roles(apps, schema_editor):
    for label in ADMINISTRATED:
        config = apps.get_app_config(label)
        config.models_module = True
        create_permissions(config, apps=apps, verbosity=0)
        config.models_module = None
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    administrator, _ = Group.objects.get_or_create(name="administrator")
    administrator.permissions.set(Permission.objects.filter(content_type__app_label__in=ADMINISTRATED))
    member, _ = Group.objects.get_or_create(name="member")
    for label, codenames in MEMBER_MAY.items():
        member.permissions.add(
            *Permission.objects.filter(content_type__app_label=label, codename__in=codenames)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("handover", "0002_initial"),
        ("bots", "0001_initial"),
        ("staff", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
