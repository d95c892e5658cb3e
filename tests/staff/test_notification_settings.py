"""Of what a member is told, how, and when not: set by themselves or by an administrator."""

from datetime import datetime, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from staff import addresses
from staff.models import Event, Member, NotificationPreference
from staff.preferences import choices
from staff.transports import KINDS
from tests.pages import text

URL = reverse("staff:settings")


@pytest.fixture
def as_bea(client: Client, bea: Member) -> Client:
    client.force_login(bea)
    return client


def ticked(member: Member) -> list[str]:
    return [choice.key for choice in choices(member) if choice.enabled]


def sentence(page: str, event: Event) -> str:
    return page.split(f'data-told="{event.value}">')[1].split("</small>")[0]


def test_it_shows_every_event_on_every_transport(as_bea: Client, bea: Member) -> None:
    page = text(as_bea.get(URL))
    assert page.count('type="checkbox" name="told"') == len(Event) * len(KINDS)
    assert all(choice.enabled == KINDS[choice.transport].default(choice.event) for choice in choices(bea))


def test_what_is_unticked_is_off_and_the_rest_stays(as_bea: Client, bea: Member, ana: Member) -> None:
    off = f"{Event.NEW_MESSAGE}:in_app"
    as_bea.post(URL, {"told": [key for key in ticked(bea) if key != off], "sound": "on"})
    saved = NotificationPreference.objects.get()
    assert (saved.member, saved.event, saved.transport, saved.enabled) == (
        bea,
        Event.NEW_MESSAGE,
        "in_app",
        False,
    )


def test_it_can_be_switched_on_again(as_bea: Client, bea: Member) -> None:
    everything = ticked(bea)
    as_bea.post(URL, {"told": []})
    assert ticked(bea) == []
    as_bea.post(URL, {"told": [*everything, "nonsense:in_app"]})
    assert ticked(bea) == everything


def test_a_mail_comes_by_default_of_what_must_not_go_unseen(bea: Member) -> None:
    mailed = {choice.event for choice in choices(bea) if choice.transport == "email" and choice.enabled}
    assert mailed >= {Event.CONVERSATION_ASSIGNED, Event.UNANSWERED, Event.MENTIONED, Event.ADDRESS_OFF}
    assert not mailed & {Event.NEW_MESSAGE, Event.BOT_RESUMED, Event.BOT_RESUMING, Event.SNOOZE_ENDED}
    assert all(f"{event}:in_app" in ticked(bea) for event in Event)


def test_the_page_says_what_will_happen(as_bea: Client, settings: Settings) -> None:
    settings.EMAIL_SENDS = True
    keys = ["conversation_assigned:in_app", "conversation_assigned:email", "task_assigned:sms"]
    page = text(as_bea.post(URL, {"told": keys}, follow=True))
    told = sentence(page, Event.CONVERSATION_ASSIGNED)
    assert told == "You will get a toast and an email when a conversation is assigned to you."
    assert page.count("You will hear nothing ") == len(Event) - 1, "she has no number"


def test_the_sentences_follow_what_is_ticked_and_nothing_is_saved(as_bea: Client, bea: Member) -> None:
    asked = {
        "told": ["new_message:in_app", "unanswered:in_app", "unanswered:web_push"],
        "quiet_from": "22:00",
        "quiet_until": "07:00",
    }
    told = as_bea.get(reverse("staff:words", args=[bea.pk]), asked).json()
    assert told["new_message"] == (
        "You will get a toast when a contact writes in a conversation of yours. No sound from 22:00 to 7:00."
    )
    assert told["task_assigned"] == "You will hear nothing when a task is assigned to you."
    assert not bea.preferences.exists()
    assert Member.objects.get(pk=bea.pk).quiet_from is None
    half = as_bea.get(reverse("staff:words", args=[bea.pk]), {**asked, "quiet_until": ""}).json()
    assert half["new_message"] == "You will get a toast when a contact writes in a conversation of yours."


def test_quiet_hours_and_sound_are_saved_and_said(as_bea: Client, bea: Member, settings: Settings) -> None:
    settings.EMAIL_SENDS = True
    sent = {"told": ticked(bea), "quiet_from": "22:00", "quiet_until": "7:00"}
    page = text(as_bea.post(URL, sent, follow=True))
    saved = Member.objects.get(pk=bea.pk)
    assert (saved.quiet_from, saved.quiet_until, saved.sound) == (time(22), time(7), False)
    assert "From 22:00 to 7:00 only the toast, without a sound." in sentence(page, Event.TASK_ASSIGNED)
    assert "comes at once all the same" in page
    only_mail = text(as_bea.post(URL, {**sent, "told": ["task_assigned:email"]}, follow=True))
    assert sentence(only_mail, Event.TASK_ASSIGNED).endswith(" From 22:00 to 7:00 it waits.")


@pytest.mark.parametrize(
    ("start", "until", "problem"),
    [
        ("22:00", "", "need a beginning and an end"),
        ("", "07:00", "need a beginning and an end"),
        ("22:00", "22:00", "must not begin and end at the same time"),
        ("25:00", "07:00", "Write it like 22:00"),
    ],
)
def test_half_a_night_is_refused_beside_its_field_and_nothing_is_lost(
    start: str, until: str, problem: str, as_bea: Client, bea: Member
) -> None:
    sent = {"told": ["task_assigned:in_app"], "quiet_from": start, "quiet_until": until}
    response = as_bea.post(URL, sent)
    page = text(response)
    assert response.status_code == 422
    assert problem in page
    assert 'To put right: <a href="#id_quiet_' in page
    assert page.count('checked><span class="only-heard">') == 1, "what was ticked is still ticked"
    assert not bea.preferences.exists()
    assert Member.objects.get(pk=bea.pk).quiet_from is None


def test_an_administrator_has_the_same_page_for_anyone(client: Client, ana: Member, bea: Member) -> None:
    client.force_login(ana)
    page = reverse("staff:ways", args=[bea.pk])
    told = sentence(text(client.get(page)), Event.CONVERSATION_ASSIGNED)
    assert told == "Bea will get a toast when a conversation is assigned to them."
    client.post(page, {"told": ["task_assigned:in_app"], "quiet_from": "22:00", "quiet_until": "07:00"})
    assert ticked(bea) == ["task_assigned:in_app"]
    assert Member.objects.get(pk=bea.pk).quiet_until == time(7)
    assert ticked(ana) != ["task_assigned:in_app"]


def test_who_has_an_address_that_was_refused_is_not_told_to_give_one(
    as_bea: Client, bea: Member, now: datetime
) -> None:
    assert "no browser yet" in text(as_bea.get(URL))
    addresses.add(bea, "web_push", "https://push.example/1", now=now)
    addresses.switch_off(bea, "web_push", ["https://push.example/1"], "It is gone.", now=now)
    page = text(as_bea.get(URL))
    assert "switched off" in page
    assert "no browser yet" not in page


@pytest.mark.parametrize("name", ["staff:ways", "staff:words"])
def test_a_members_settings_are_nobody_elses(name: str, as_bea: Client, carl: Member) -> None:
    assert as_bea.get(reverse(name, args=[carl.pk])).status_code == 403


def test_a_test_answers_a_script_with_what_came_of_it(as_bea: Client, bea: Member) -> None:
    json = {"Accept": "application/json"}
    done = as_bea.post(reverse("staff:test", args=[bea.pk, "in_app"]), headers=json).json()
    assert done == {"ok": True, "said": "a test was sent and accepted."}
    failed = as_bea.post(reverse("staff:test", args=[bea.pk, "sms"]), headers=json).json()
    assert failed == {"ok": False, "said": "There is no address to send it to."}


def test_after_five_tests_in_ten_minutes_the_next_is_told_when(
    as_bea: Client, ana: Member, bea: Member, now: datetime
) -> None:
    url = reverse("staff:test", args=[bea.pk, "sms"])
    for _ in range(5):
        as_bea.post(url)
    page = text(as_bea.post(url, follow=True))
    assert "Not sent: 5 tests in ten minutes are enough. Again in 10 minutes, at " in page
    assert bea.notifications.count() == 5
    as_bea.post(reverse("staff:test", args=[bea.pk, "in_app"]))
    assert bea.notifications.count() == 6, "the app costs nothing"
    as_bea.force_login(ana)
    as_bea.post(url)
    assert bea.notifications.count() == 6, "whoever asks"
    bea.notifications.update(created_at=now - timedelta(minutes=10))
    as_bea.post(url)
    assert bea.notifications.count() == 7
