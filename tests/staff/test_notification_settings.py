"""Every member's own matrix, event by transport."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from staff.models import Event, Member, NotificationPreference
from staff.preferences import choices
from staff.transports import KINDS

URL = reverse("staff:settings")


@pytest.fixture
def as_bea(client: Client, bea: Member) -> Client:
    client.force_login(bea)
    return client


def test_it_shows_every_event_on_every_transport(as_bea: Client, bea: Member) -> None:
    page = as_bea.get(URL).content.decode()
    assert page.count('type="checkbox" name="on"') == len(Event) * len(KINDS)
    assert all(choice.enabled == KINDS[choice.transport].default(choice.event) for choice in choices(bea))


def test_what_is_unticked_is_off_and_the_rest_stays(as_bea: Client, bea: Member, ana: Member) -> None:
    off = f"{Event.NEW_MESSAGE}:in_app"
    as_bea.post(URL, {"on": [choice.key for choice in choices(bea) if choice.enabled and choice.key != off]})
    saved = NotificationPreference.objects.get()
    assert (saved.member, saved.event, saved.transport, saved.enabled) == (
        bea,
        Event.NEW_MESSAGE,
        "in_app",
        False,
    )


def test_it_can_be_switched_on_again(as_bea: Client, bea: Member) -> None:
    everything = [choice.key for choice in choices(bea) if choice.enabled]
    as_bea.post(URL, {"on": []})
    assert not any(choice.enabled for choice in choices(bea))
    as_bea.post(URL, {"on": [*everything, "nonsense:in_app"]})
    assert [choice.key for choice in choices(bea) if choice.enabled] == everything


def test_the_page_says_what_will_happen(client: Client, bea: Member, settings: Settings) -> None:
    settings.EMAIL_SENDS = True
    client.force_login(bea)
    keys = ["conversation_assigned:in_app", "conversation_assigned:email", "task_assigned:sms"]
    page = client.post(reverse("staff:settings"), {"on": keys}, follow=True).content.decode()
    assert "<small>You hear of it in the app and by email.</small>" in page
    assert page.count("<small>You do not hear of it.</small>") == len(Event) - 1, "she has no number"
