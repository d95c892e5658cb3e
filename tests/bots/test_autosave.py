"""The autosave addresses, as the page's script and a plain form use them."""

from datetime import datetime
from typing import Any
from urllib.parse import unquote

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from bots import drafts
from bots.models import Article, Bot, BotDraft, Scenario, ScenarioDraft
from bots.proposals import live
from bots.setup import setup_of
from bots.views import editing
from bots.views.editing import MOST
from staff.models import ADMINISTRATOR, Member
from tests.pages import text

pytestmark = pytest.mark.django_db
SCRIPT = {"accept": "application/json"}


@pytest.fixture
def client(ana: Member) -> Client:
    made = Client()
    made.force_login(ana)
    return made


@pytest.fixture
def bot(bot: Bot) -> Bot:
    """As the database has it."""
    return Bot.objects.get(pk=bot.pk)


def post(
    client: Client, bot: Bot, *, to: str = "settings_autosave", seen: object = None, **changes: str
) -> Any:
    """As the script does, with the page as it is and these changes."""
    fields = live(bot) | changes | {"seen": bot.edit_version if seen is None else seen}
    return client.post(reverse(f"bots:{to}", args=[bot.slug]), fields, headers=SCRIPT)


def plainly(client: Client, bot: Bot, *, to: str, seen: object = None, **changes: str) -> Any:
    fields = live(bot) | changes | {"seen": bot.edit_version if seen is None else seen}
    return client.post(reverse(f"bots:{to}", args=[bot.slug]), fields)


def test_what_was_typed_is_kept_and_the_answer_says_what_save_would_refuse(client: Client, bot: Bot) -> None:
    answer = post(client, bot, name="", gather_seconds="a while").json()
    assert (answer["version"], answer["draft"]) == (1, True)
    assert answer["at"]
    assert set(answer["problems"]) == {"name", "gather_seconds"}
    assert "number from 0 to 10" in answer["problems"]["gather_seconds"][0]
    assert BotDraft.objects.get().fields == live(bot) | {"name": "", "gather_seconds": "a while"}


def test_the_same_again_writes_nothing_whatever_version_was_seen(client: Client, bot: Bot) -> None:
    first = post(client, bot, name="Pedals").json()
    again = post(client, bot, seen=0, name="Pedals")
    assert (again.status_code, again.json()["version"]) == (200, first["version"])


def test_typing_back_to_what_is_live_leaves_no_draft(client: Client, bot: Bot) -> None:
    version = post(client, bot, name="Pedals").json()["version"]
    answer = post(client, bot, seen=version).json()
    assert (answer["draft"], answer["version"]) == (False, version + 1)
    assert not BotDraft.objects.exists()


def test_a_change_by_another_is_told_with_both_sides_in_words_and_nothing_is_written(
    client: Client, bot: Bot, bea: Member, now: datetime
) -> None:
    drafts.autosave(bot, live(bot) | {"mode": "off", "greeting": "Bea's"}, seen=0, by=bea, now=now)
    answer = post(client, bot, seen=0, greeting="Ana's", default_assignee=str(bea.pk))
    assert answer.status_code == 409
    told = answer.json()
    assert (told["by"], told["yourself"], told["version"]) == ("Bea Okoro", False, 1)
    assert told["typed"]["greeting"] == "Bea's"
    assert [(one["label"], one["before"], one["after"]) for one in told["changes"]] == [
        ("Bot mode", "Off", "Auto Pilot"),
        ("Greeting", "Bea's", "Ana's"),
        ("Default assignee", "Nobody: anyone can claim it", "Bea Okoro"),
    ]
    assert BotDraft.objects.get().fields["greeting"] == "Bea's"


@pytest.mark.parametrize("seen", ["", "-1", "1.0", "x", "9" * 30, "٣"])
def test_a_version_that_makes_no_sense_only_asks(seen: str, client: Client, bot: Bot) -> None:
    assert post(client, bot, seen=seen, name="Pedals").status_code == 409
    assert not BotDraft.objects.exists()


def test_a_field_of_several_controls_names_them_all(
    client: Client, bot: Bot, scenario: Scenario, bea: Member, now: datetime
) -> None:
    seen = scenario.edit_version
    drafts.autosave(scenario, live(scenario) | {"pause_for_hours": "9"}, seen=seen, by=bea, now=now)
    address = reverse("bots:scenario_autosave", args=[bot.slug, scenario.pk])
    told = client.post(address, live(scenario) | {"seen": seen}, headers=SCRIPT).json()
    (one,) = told["changes"]
    assert (one["before"], one["after"]) == ("9 hours", "4 hours")
    assert one["controls"] == ["pause_for_days", "pause_for_hours", "pause_for_minutes"]


def test_too_much_is_refused_with_the_field_to_shorten(client: Client, bot: Bot) -> None:
    for to in ("settings_autosave", "settings_save"):
        answer = post(client, bot, to=to, greeting="x" * MOST)
        assert answer.status_code == 413
        assert "Shorten “Greeting” first" in answer.json()["error"]
    assert not BotDraft.objects.exists()


def test_what_no_database_keeps_is_left_out_and_markup_stays_text(client: Client, bot: Bot) -> None:
    nasty = "a\x00b\r\n<script>alert(1)</script> ‮مرحبا 🚲"
    assert post(client, bot, greeting=nasty).status_code == 200
    assert BotDraft.objects.get().fields["greeting"] == "ab\n<script>alert(1)</script> ‮مرحبا 🚲"
    page = text(client.get(reverse("bots:settings", args=[bot.slug])))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_names_that_the_page_does_not_have_are_not_kept(client: Client, bot: Bot) -> None:
    post(client, bot, name="Pedals", slug="other", handover_enabled="")
    assert set(BotDraft.objects.get().fields) == set(live(bot))


def test_a_deleted_scenario_is_gone(client: Client, bot: Bot, scenario: Scenario, now: datetime) -> None:
    Scenario.objects.filter(pk=scenario.pk).update(deleted_at=now)
    address = reverse("bots:scenario_autosave", args=[bot.slug, scenario.pk])
    assert client.post(address, {"seen": 1, "name": "x"}, headers=SCRIPT).status_code in (404, 410)
    assert not ScenarioDraft.objects.exists()


def test_who_is_signed_out_is_told_where_to_sign_in(bot: Bot) -> None:
    answer = post(Client(), bot, name="Pedals")
    assert answer.status_code == 401
    assert answer.json()["sign_in"] == reverse("account_login")


def test_save_of_who_is_signed_out_comes_back_to_the_page_not_to_the_address_of_save(bot: Bot) -> None:
    page = f"http://testserver{reverse('bots:settings', args=[bot.slug])}"
    save = reverse("bots:settings_save", args=[bot.slug])
    ours = Client().post(save, {}, headers={"referer": page})
    assert unquote(ours["location"]) == f"{reverse('account_login')}?next={page}"
    theirs = Client().post(save, {}, headers={"referer": "https://elsewhere.example/"})
    assert theirs["location"] == f"{reverse('account_login')}?next=/"


def test_text_of_another_member_is_not_taken_from_who_is_signed_in_now(
    client: Client, bot: Bot, bea: Member
) -> None:
    address = reverse("bots:settings_autosave", args=[bot.slug])
    answer = client.post(address, {"seen": 0, "name": "x"}, headers=SCRIPT | {"x-member": str(bea.pk)})
    assert (answer.status_code, answer.json()["other"]) == (401, True)
    assert not BotDraft.objects.exists()


def test_who_may_not_set_bots_up_is_told_so(bot: Bot, bea: Member) -> None:
    client = Client()
    client.force_login(bea)
    answer = post(client, bot, name="Pedals")
    assert answer.status_code == 403
    assert "Ask an administrator" in answer.json()["error"]
    assert client.get(reverse("bots:settings", args=[bot.slug])).status_code == 403


def test_a_plain_form_keeps_a_draft_and_comes_back_to_the_page(client: Client, bot: Bot) -> None:
    answer = plainly(client, bot, to="settings_autosave", name="Pedals", gather_seconds="soon")
    assert answer["location"] == reverse("bots:settings", args=[bot.slug])
    page = text(client.get(answer["location"]))
    assert "Kept as a draft." in page
    assert 'value="soon"' in page
    assert Bot.objects.get().name == "Pedal"


@pytest.mark.parametrize("to", ["settings_autosave", "settings_save"])
def test_a_plain_form_from_an_older_page_comes_back_with_both_versions_and_the_next_save_decides(
    to: str, client: Client, bot: Bot, carl: Member, now: datetime
) -> None:
    drafts.autosave(bot, live(bot) | {"greeting": "Carl's words"}, seen=0, by=carl, now=now)
    answer = plainly(client, bot, to=to, seen=0, greeting="Ana's words")
    assert answer.status_code == 409
    page = text(answer)
    assert "Carl Weiss changed this" in page
    assert "Carl&#x27;s words" in page
    assert answer.context["form"]["greeting"].value() == "Ana's words"
    assert answer.context["seen"] == 1
    plainly(client, bot, to="settings_save", seen=1, greeting="Ana's words")
    assert Bot.objects.get().greeting == "Ana's words"
    assert not BotDraft.objects.exists()


def test_a_draft_is_read_by_other_administrators_and_not_by_live_traffic(
    client: Client, bot: Bot, carl: Member
) -> None:
    before = setup_of(Bot.objects.get())
    post(client, bot, greeting="Not yet", mode="off")
    assert setup_of(Bot.objects.get()) == before
    assert Bot.objects.get().speaks
    carl.groups.set([Group.objects.get(name=ADMINISTRATOR)])
    other = Client()
    other.force_login(carl)
    page = text(other.get(reverse("bots:settings", args=[bot.slug])))
    assert "Not live yet. Typed by Ana Lima" in page
    assert "Not yet" in page


def test_the_way_to_delete_is_only_for_who_may(client: Client, bot: Bot, carl: Member) -> None:
    delete = reverse("admin:bots_bot_delete", args=[bot.pk])
    address = reverse("bots:settings", args=[bot.slug])
    assert delete in text(client.get(address))
    carl.user_permissions.add(Permission.objects.get(codename="change_bot"))
    other = Client()
    other.force_login(carl)
    assert delete not in text(other.get(address))


def test_discarding_what_was_deleted_meanwhile_says_so_and_leads_to_the_list(
    client: Client, bot: Bot
) -> None:
    article = bot.articles.all()[0]
    request: Any = client.get(reverse("knowledge:list", args=[bot.slug])).wsgi_request
    request.POST = {"seen": str(article.edit_version)}
    Article.objects.filter(pk=article.pk).delete()
    response = editing.discard(request, article, page="/page/", above="/list/")
    assert response["location"] == "/list/"
    assert "deleted in the meantime" in " ".join(str(one) for one in get_messages(request))
