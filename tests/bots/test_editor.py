"""The scenario editor's page: what it shows in every state, and what Save says."""

import re
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bots import drafts
from bots.models import Bot, Mode, Scenario, ScenarioDraft
from bots.proposals import live
from bots.scenarios import add_custom
from handover.models import Tag
from staff import presence
from staff.models import Event, Member, NotificationPreference, Team
from tests.conftest import Say

pytestmark = pytest.mark.django_db

QUERIES = 34
"""All that the page needs, session and sign-in and the shell's own included."""


@pytest.fixture
def page(client: Client, ana: Member) -> Client:
    """Ana is signed in."""
    client.force_login(ana)
    return client


def address(scenario: Scenario, verb: str = "scenario") -> str:
    return reverse(f"bots:{verb}", args=[scenario.bot.slug, scenario.pk])


def shown(page: Client, scenario: Scenario) -> str:
    response = page.get(address(scenario))
    assert response.status_code == 200
    return response.content.decode()


def previewed(page: Client, scenario: Scenario) -> str:
    return page.get(address(scenario, "scenario_preview")).content.decode()


def typed_in(scenario: Scenario, by: Member, now: datetime, **changes: str) -> None:
    """Changes in the draft; a tick is off when it is ""."""
    fields = {**live(scenario), **changes}
    drafts.autosave(scenario, fields, seen=scenario.edit_version, by=by, now=now)
    scenario.refresh_from_db()


def save(page: Client, scenario: Scenario, **changes: str) -> tuple[int, str]:
    """The status and the page that come of pressing Save."""
    fields = {**live(scenario), **changes, "seen": str(scenario.edit_version)}
    boxes = ("enabled", "skip_if_assigned", "create_task")
    sent = {name: text for name, text in fields.items() if text or name not in boxes}
    response = page.post(address(scenario, "scenario_save"), sent)
    return response.status_code, response.content.decode()


def row(html: str, name: str) -> str:
    """The picker's row of this name."""
    rows = re.split(r'class="person-row', html)
    return next(part for part in rows if f">{name}<" in part)


# What stands on the page


def test_the_sections_follow_the_articles_order(page: Client, scenario: Scenario) -> None:
    titles = re.findall(r'<h2 id="section-\w+">([^<]+)</h2>', shown(page, scenario))
    assert titles == [
        "Scenario",
        "Assign Conversation to a User",
        "Final Message",
        "Bot Pause Behaviour",
        "Create a Task",
        "Create Tags",
    ]


@pytest.mark.parametrize(
    ("kind", "phrases", "retries", "sentence"),
    [
        ("human_requested", True, False, "asks for a person"),
        ("lack_of_information", False, False, "do not answer the question"),
        ("failed_to_resolve", False, True, "answers keep failing"),
        ("custom", True, False, "says one of your example phrases"),
    ],
)
def test_each_trigger_is_said_in_a_sentence_and_shows_only_what_means_something_to_it(
    page: Client, bot: Bot, kind: str, phrases: bool, retries: bool, sentence: str
) -> None:
    Scenario.objects.create(bot=bot, name="Refunds", example_phrases=["refund please"])
    html = shown(page, Scenario.objects.get(bot=bot, trigger=kind))
    assert sentence in html
    assert ("+ Add Example Phrase" in html, "Never matches" in html) == (phrases, phrases)
    assert ('name="retries"' in html) == retries


def test_a_new_custom_scenario_comes_with_a_trigger_condition(page: Client, bot: Bot, now: datetime) -> None:
    made = add_custom(bot, by=None, now=now)
    assert "The contact says something like the example phrases.</textarea>" in shown(page, made)


def test_the_number_of_retries_is_said(page: Client, bot: Bot) -> None:
    html = shown(page, Scenario.objects.get(bot=bot, trigger="failed_to_resolve"))
    assert "tries again up to 2 times. The 3rd failed answer about the same thing hands over." in html


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"mode": Mode.OFF}, "Pedal is switched off"),
        ({"mode": Mode.SUGGESTIVE}, "Pedal is in Suggestive mode"),
        ({"handover_enabled": False}, "Pedal has Human Handover switched off"),
    ],
)
def test_what_keeps_every_scenario_from_firing_is_said(
    page: Client, bot: Bot, scenario: Scenario, change: dict[str, object], sentence: str
) -> None:
    assert "note-box is-warning waits" not in shown(page, scenario)
    Bot.objects.filter(pk=bot.pk).update(**change)
    assert sentence in shown(page, scenario)


def test_markup_and_other_scripts_are_shown_as_they_were_typed(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    nasty = "<script>alert(1)</script>\nأريد التحدث إلى شخص\n🙋‍♀️ please\n\"'</textarea>"
    typed_in(scenario, ana, now, example_phrases=nasty, name='"><b>', final_message="</p><img src=x>")
    html = shown(page, scenario)
    assert "<script>alert" not in html
    assert "<img src=x>" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nأريد التحدث إلى شخص\n🙋‍♀️ please" in html


def test_the_page_shows_a_draft_says_whose_it_is_and_what_differs(
    page: Client, scenario: Scenario, carl: Member, now: datetime
) -> None:
    typed_in(scenario, carl, now, final_message="Hold on.")
    html = shown(page, scenario)
    assert "Carl Weiss" in html[html.index("data-draft-note") : html.index('<form id="editor"')]
    assert "→ “Hold on.”" in html
    assert "Hold on.</textarea>" in html


def test_a_draft_is_shown_without_complaints_about_what_is_half_typed(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    typed_in(scenario, ana, now, name="", final_message="", pause_for_hours="soon")
    html = shown(page, scenario)
    assert 'value="soon"' in html
    assert "aria-invalid" not in html
    assert "data-problems" not in html


def test_the_script_is_told_how_many_and_how_long_lines_may_be(page: Client, scenario: Scenario) -> None:
    html = shown(page, scenario)
    assert html.count(" data-says") == 2
    assert 'data-lines="60" data-length="200" data-noun="phrase" data-says' in html
    assert 'data-lines="20" data-length="60" data-noun="tag" data-add' in html


def test_no_field_is_cut_off_by_the_browser(page: Client, scenario: Scenario) -> None:
    html = shown(page, scenario)
    assert "maxlength" not in html
    assert 'data-count-of="id_final_message" data-limit="1000"' in html


def test_the_page_needs_few_queries_however_many_people_there_are(
    page: Client, scenario: Scenario, bea: Member, carl: Member
) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            shown(page, scenario)
        return len(queries)

    Team.objects.create(name="Workshop").members.add(carl)
    count()
    few = count()
    for number in range(5):
        made = Member.objects.create_user(f"m{number}@shop.example", name=f"Member {number}")
        made.groups.set(bea.groups.all())
        team = Team.objects.create(name=f"Team {number}")
        team.members.set([made, bea, carl])
    assert count() == few <= QUERIES


# Who can be chosen


def test_whether_somebody_would_be_told_is_said_with_the_way_to_change_it(
    page: Client, scenario: Scenario, bea: Member, carl: Member
) -> None:
    NotificationPreference.objects.bulk_create(
        NotificationPreference(member=carl, event=Event.CONVERSATION_ASSIGNED, transport=kind, enabled=False)
        for kind in notified_by()
    )
    html = shown(page, scenario)
    assert "Would be told: in the app" in row(html, "Bea Okoro")
    assert "Would not be told" in row(html, "Carl Weiss")
    assert reverse("admin:staff_member_change", args=[carl.pk]) in row(html, "Carl Weiss")


def notified_by() -> list[str]:
    from staff.transports import KINDS

    return list(KINDS)


def test_who_is_there_is_said(
    page: Client, scenario: Scenario, bea: Member, carl: Member, now: datetime
) -> None:
    presence.heard(bea.pk, now)
    presence.go_away(carl, now=now)
    html = shown(page, scenario)
    assert "is-online" in row(html, "Bea Okoro")
    assert "is-away" in row(html, "Carl Weiss")


def test_a_team_says_how_many_can_take_a_conversation(page: Client, scenario: Scenario, carl: Member) -> None:
    Team.objects.create(name="Workshop").members.add(carl)
    Team.objects.create(name="Ghosts")
    html = shown(page, scenario)
    assert "Round robin among 1" in row(html, "Workshop")
    assert "Nobody in this team can take conversations" in row(html, "Ghosts")


def test_nobody_says_what_becomes_of_the_conversation(
    page: Client, bot: Bot, scenario: Scenario, carl: Member
) -> None:
    assert "Nobody in particular is responsible" in shown(page, scenario)
    Bot.objects.filter(pk=bot.pk).update(default_assignee=carl)
    assert "default assignee, Carl Weiss" in shown(page, scenario)


def test_a_chosen_person_who_was_deactivated_is_shown_as_such(
    page: Client, scenario: Scenario, bea: Member
) -> None:
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    html = row(shown(page, scenario), "Bea Okoro")
    assert "Is deactivated" in html
    assert " checked" in html


def test_a_chosen_person_who_lost_permission_is_shown_as_such(
    page: Client, scenario: Scenario, bea: Member
) -> None:
    bea.groups.clear()
    assert "May not take over conversations" in row(shown(page, scenario), "Bea Okoro")


@pytest.mark.parametrize("kind", ["member", "team"])
def test_whoever_was_chosen_in_the_draft_and_deleted_since_is_kept_until_another_is_chosen(
    page: Client, scenario: Scenario, ana: Member, carl: Member, now: datetime, kind: str
) -> None:
    gone = carl if kind == "member" else Team.objects.create(name="Workshop")
    chosen = f"{kind}:{gone.pk}"
    typed_in(scenario, ana, now, goes_to=chosen)
    gone.delete()
    html = shown(page, scenario)
    assert re.search(f'value="{chosen}"[^>]* checked', html)
    assert "Was deleted in the meantime. Choose someone else." in html
    status, answer = save(page, scenario, goes_to=chosen)
    assert status == 422
    assert "was deleted or can no longer take conversations" in answer


def test_a_deleted_tag_is_made_again_at_the_next_handover(scenario: Scenario, say: Say) -> None:
    Tag.named(["human_handover"])
    Tag.objects.all().delete()
    conversation = say("I want to talk to a human")
    assert [tag.name for tag in conversation.contact.tags.all()] == ["human_handover"]


# How it would look


def test_the_preview_fills_placeholders_in_as_a_handover_does(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    typed_in(scenario, ana, now, final_message="{first_name}, {assignee_name} of {bot_name} comes: {why}")
    html = re.sub("<[^>]+>", "", previewed(page, scenario))
    assert "Dana, Bea Okoro of Pedal comes: The contact asked for a person." in html
    assert "Follow up with Dana Petrov" in html
    assert "Dana Petrov wrote: “talk to a human”" in html


def test_a_placeholder_that_means_nothing_is_marked(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    typed_in(scenario, ana, now, final_message="Hello {nmae}", task_title="For {nobody}")
    html = previewed(page, scenario)
    assert "<mark>{nmae}</mark>" in html
    assert "Nothing is put in for {nmae}." in html
    assert "Nothing is put in for {nobody}." in html


def test_both_messages_are_shown_and_when_each_is_sent(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    typed_in(scenario, ana, now, final_message_unavailable="Sorry, {assignee_name} sleeps.")
    html = previewed(page, scenario)
    assert "When Bea Okoro gets it" in html
    assert "our team</span> sleeps." in html
    typed_in(scenario, ana, now, final_message_unavailable="")
    assert "The same message." in previewed(page, scenario)


def test_when_nobody_is_chosen_the_preview_shows_the_message_that_is_sent_then(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    typed_in(scenario, ana, now, goes_to="", final_message="A", final_message_unavailable="B")
    html = previewed(page, scenario)
    assert "As long as nobody is chosen" in html
    assert ">A<" not in html


def test_the_preview_follows_pause_and_task(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    assert "would answer again from" in previewed(page, scenario)
    typed_in(scenario, ana, now, reactivate="handed_back", create_task="")
    html = previewed(page, scenario)
    assert "until a person hands it back" in html
    assert "Follow up with" not in html


def test_a_pause_that_is_not_known_yet_promises_nothing(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    scenario.pause_for = None
    scenario.save()
    zero = {f"pause_for_{unit}": "0" for unit in ("days", "hours", "minutes")}
    typed_in(scenario, ana, now, reactivate="after", **zero)
    html = previewed(page, scenario)
    assert "until a person hands it back" not in html
    assert "would answer again" not in html


# Saving


def test_saving_makes_it_live_and_leads_back_to_the_goals(page: Client, scenario: Scenario) -> None:
    status, _ = save(page, scenario, final_message="One moment.", retries="")
    assert status == 302
    scenario.refresh_from_db()
    assert scenario.final_message == "One moment."
    assert scenario.revisions.count() == 2


def test_problems_are_listed_in_the_pages_order_with_links_and_tied_to_their_fields(
    page: Client, scenario: Scenario
) -> None:
    status, html = save(page, scenario, name="", final_message="x" * 1001, pause_for_hours="soon")
    assert status == 422
    links = re.findall(r'<li><a href="#(\w+)">([^<]+)</a>: ([^<]+)</li>', html)
    assert links == [
        ("id_name", "Scenario name", "Give the scenario a name."),
        ("id_final_message", "Final Message", "At most 1000 characters; these are 1001."),
        ("id_pause_for", "Pause for", "Write the hours as a whole number, such as 2."),
    ]
    for name in ("id_name", "id_final_message", "id_pause_for"):
        assert f'id="{name}"' in html
    assert re.search(r'name="name"[^>]* aria-invalid="true"', html) or re.search(
        r'aria-invalid="true"[^>]* name="name"', html
    )
    assert 'aria-describedby="id_name_helptext id_name_problem"' in html


def test_what_could_not_be_saved_is_kept_as_a_draft(page: Client, scenario: Scenario) -> None:
    save(page, scenario, final_message="", condition="Half a sen")
    fields = ScenarioDraft.objects.get(scenario=scenario).fields
    assert (fields["final_message"], fields["condition"]) == ("", "Half a sen")


def test_a_phrase_of_ten_thousand_characters_stays_in_the_draft_and_is_named_at_save(
    page: Client, scenario: Scenario, ana: Member, now: datetime
) -> None:
    long = "y" * 10_000
    typed_in(scenario, ana, now, example_phrases=f"talk to a human\n{long}")
    assert long in shown(page, scenario)
    status, html = save(page, scenario, example_phrases=f"talk to a human\n{long}")
    assert status == 422
    assert f"“{'y' * 40}…” is longer than 200 characters: it has 10,000." in html


@pytest.mark.parametrize("phrase", ["a", "?", "…!", "ж", "7"])
def test_a_phrase_that_nearly_every_message_would_match_is_refused(
    page: Client, scenario: Scenario, phrase: str
) -> None:
    status, html = save(page, scenario, example_phrases=f"talk to a human\n{phrase}")
    assert (status, "is too short" in html) == (422, True)


@pytest.mark.parametrize("phrase", ["ok", "人", "🆘", "C3"])
def test_a_short_phrase_that_says_something_is_taken(page: Client, scenario: Scenario, phrase: str) -> None:
    status, _ = save(page, scenario, example_phrases=phrase)
    assert status == 302
    scenario.refresh_from_db()
    assert scenario.example_phrases == [phrase]


def test_what_is_wrong_in_a_hidden_part_does_not_stand_in_the_way(page: Client, scenario: Scenario) -> None:
    before = scenario.task_title
    nonsense = {"task_title": "{nmae}", "task_due_in_hours": "soon", "pause_for_hours": "x" * 9}
    status, _ = save(page, scenario, create_task="", reactivate="handed_back", **nonsense)
    assert status == 302
    scenario.refresh_from_db()
    assert (scenario.create_task, scenario.pause_for, scenario.task_title) == (False, None, before)
    assert scenario.task_due_in == timedelta(hours=24)


def test_the_second_of_two_editors_is_shown_the_difference_and_loses_nothing(
    page: Client, scenario: Scenario, carl: Member, now: datetime
) -> None:
    old = Scenario.objects.get(pk=scenario.pk)
    typed_in(scenario, carl, now, condition="Carl's words")
    status, html = save(page, old, condition="Ana's words")
    assert status == 409
    assert "Carl Weiss changed this" in html
    assert "Ana&#x27;s words</textarea>" in html
    assert ScenarioDraft.objects.get(scenario=scenario).fields["condition"] == "Carl's words"
