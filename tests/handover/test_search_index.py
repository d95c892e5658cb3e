"""On PostgreSQL, words are found by their trigrams; without the extension a migration passes all the same."""

from importlib import import_module
from types import SimpleNamespace
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

from handover import searching
from handover.models import Message

pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

migration: Any = import_module("handover.migrations.0012_search")


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexname FROM pg_indexes WHERE indexname LIKE '%trigrams'")
        return {name for (name,) in cursor.fetchall()}


@pytest.mark.parametrize("index", ["message_text_trigrams", "contact_trigrams"])
def test_the_search_asks_in_the_words_of_the_index(index: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_indexscan = off")
    found = searching.messages(["tandem", "iceland"]) if "text" in index else searching.contacts(["petrova"])
    assert index in found.order_by().explain()


def test_where_the_extension_may_not_be_made_the_migration_passes(capsys: pytest.CaptureFixture[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
        cursor.execute("CREATE ROLE nobody_much")
        cursor.execute("SET LOCAL ROLE nobody_much")
    migration.index_words(apps, SimpleNamespace(connection=connection))
    assert "search without pg_trgm" in capsys.readouterr().out
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert indexes() == set()
    assert not Message.objects.filter(text__icontains="tandem").exists(), "the connection is well"


def test_it_makes_up_for_what_was_missing() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP EXTENSION pg_trgm CASCADE")
    assert indexes() == set()
    migration.index_words(apps, SimpleNamespace(connection=connection))
    assert indexes() == {"message_text_trigrams", "contact_trigrams"}
