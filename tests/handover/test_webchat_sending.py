"""What becomes of what a contact sends on the web chat."""

import uuid

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from bots.models import Channel
from handover.models import Message
from tests.conftest import run_due
from tests.handover.chats import post, shown, url


def test_a_suggestion_is_sent_as_words_and_then_gone(client: Client, webchat: Channel) -> None:
    client.post(url(webchat, "send/"), {"text": "", "suggestion": "When are you open?"})
    assert Message.objects.get().text == "When are you open?"
    assert 'class="chip"' not in shown(client, webchat)


def test_a_plain_form_works_without_a_script(client: Client, webchat: Channel) -> None:
    response = client.post(url(webchat, "send/"), {"text": "When are you open?"})
    assert response.status_code == 302
    assert response["Location"] == url(webchat) + "#latest"
    run_due(timezone.now())
    html = client.get(url(webchat)).content.decode()
    assert "When are you open?" in html
    assert "Monday to Saturday" in html


def test_a_form_without_its_token_is_refused(webchat: Channel) -> None:
    client = Client(enforce_csrf_checks=True)
    assert post(client, webchat, "Hello").status_code == 403
    token = client.get(url(webchat)).context["csrf_token"]
    assert post(client, webchat, "Hello", csrfmiddlewaretoken=str(token)).status_code == 202


def test_the_same_key_twice_is_one_message(client: Client, webchat: Channel) -> None:
    key = str(uuid.uuid4())
    first, again = post(client, webchat, "Once", key), post(client, webchat, "Once", key)
    assert (first.status_code, again.status_code) == (202, 202)
    assert again.json() == {**first.json(), "duplicate": True}
    assert Message.objects.count() == 1
    assert f'data-key="{key}"' in shown(client, webchat)


def test_other_words_under_the_same_key_are_not_lost(client: Client, webchat: Channel) -> None:
    """A browser's Back brings an old form with its old key."""
    key = str(uuid.uuid4())
    post(client, webchat, "First", key)
    post(client, webchat, "Second", key)
    assert Message.objects.count() == 2


def test_nobody_can_collide_with_anothers_key(client: Client, webchat: Channel) -> None:
    key = str(uuid.uuid4())
    post(client, webchat, "Mine", key)
    post(Client(), webchat, "Mine", key)
    assert Message.objects.count() == 2


def test_a_strange_key_is_no_error(client: Client, webchat: Channel) -> None:
    assert post(client, webchat, "Hello", "x" * 500).status_code == 202


@pytest.mark.parametrize("text", ["", "  \n ", "\x00\x07"])
def test_nothing_is_not_a_message(client: Client, webchat: Channel, text: str) -> None:
    response = post(client, webchat, text)
    assert response.status_code == 400
    assert response.json() == {"error": "Write something first."}
    assert not Message.objects.exists()


def test_too_long_is_said_and_the_text_is_kept(client: Client, webchat: Channel) -> None:
    text = "long & " + "x" * 8000
    response = client.post(url(webchat, "send/"), {"text": text})
    html = response.content.decode()
    assert response.status_code == 400
    assert "That is 8,007 characters; at most 8,000 can be sent at once." in html
    assert "long &amp; " + "x" * 8000 in html
    assert post(client, webchat, "x" * 8001).status_code == 400
    assert not Message.objects.exists()
    assert post(client, webchat, "\r\n" + "x" * 7000 + "\r\n" * 1000).status_code == 202


def test_a_flood_is_asked_to_wait(client: Client, webchat: Channel, settings: Settings) -> None:
    settings.INBOUND_PER_CONTACT_PER_MINUTE = 2
    client.get(url(webchat))
    answers = [post(client, webchat, "Hello") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [202, 202, 429]
    assert "wait a minute" in answers[-1].json()["error"]
    assert answers[-1]["Retry-After"]
    plain = client.post(url(webchat, "send/"), {"text": "keep me"})
    assert plain.status_code == 429
    assert "keep me" in plain.content.decode()


def test_throwing_the_cookie_away_does_not_lift_the_limit(webchat: Channel, settings: Settings) -> None:
    settings.INBOUND_PER_CONTACT_PER_MINUTE = 2
    answers = [post(Client(), webchat, "Hello").status_code for _ in range(3)]
    assert answers == [202, 202, 429]
