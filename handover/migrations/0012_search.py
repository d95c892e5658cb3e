"""Who waits longest is found at once; and on PostgreSQL, words in messages and names by their trigrams.

The extension comes with PostgreSQL's contrib package and may be created by whoever owns the database. Where
it is missing or forbidden, nothing is lost but speed: `CREATE EXTENSION pg_trgm` by an administrator, then
the two statements below, make up for it.
"""

from django.db import DatabaseError, migrations, models, transaction

INDEXES = [
    "CREATE INDEX IF NOT EXISTS message_text_trigrams ON handover_message "
    "USING gin (UPPER(text) gin_trgm_ops)",
    "CREATE INDEX IF NOT EXISTS contact_trigrams ON handover_contact "
    "USING gin (UPPER(name::text) gin_trgm_ops, UPPER(email::text) gin_trgm_ops, UPPER(phone::text) gin_trgm_ops)",
]


def index_words(apps, schema_editor):
    connection = schema_editor.connection
    if connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
            for statement in ["CREATE EXTENSION IF NOT EXISTS pg_trgm", *INDEXES]:
                cursor.execute(statement)
    except DatabaseError as error:
        print(f" (search without pg_trgm: {str(error).splitlines()[0]})", end="")


def forget_words(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS message_text_trigrams")
        schema_editor.execute("DROP INDEX IF EXISTS contact_trigrams")


class Migration(migrations.Migration):

    dependencies = [
        ('handover', '0011_people'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='conversation',
            index=models.Index(condition=models.Q(('status', 'open'), ('waiting_since__isnull', False)), fields=['waiting_since'], name='desk_waiting'),
        ),
        migrations.RunPython(index_words, forget_words),
    ]
