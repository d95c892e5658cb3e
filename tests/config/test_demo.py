import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.db.models import Count, F
from django.test import TestCase, override_settings
from django.utils import timezone

from bots.models import Bot, Channel, Mode, Scenario
from config.demo import history
from config.demo.loading import load
from config.demo.people import BEA, CARL, TEAM, hire
from config.demo.script import in_order
from config.demo.stories import STORIES
from config.management.commands import demo as command
from handover import assignment, deadlines, outbox, pauses, turns
from handover.models import Contact, Conversation, Handover, Message, Task
from staff import notifications, timetable
from staff.models import Delivery, Member, Notification, Team

NIGHT = datetime(2026, 3, 29, 0, 40, tzinfo=UTC)  # just after midnight, on a day on which clocks change
QUICK = override_settings(
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    DATABASE_URL="",
    BASE_URL="http://127.0.0.1:8000",
)
LIVE = override_settings(DATABASE_URL="postgres://somewhere/live", DEBUG=False)
PUBLIC = override_settings(BASE_URL="https://chat.shop.example")


def counts() -> dict[str, int]:
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def run(*arguments: str) -> str:
    out = StringIO()
    call_command("demo", *arguments, stdout=out)
    return out.getvalue()


class Asked(Exception):
    """Loading was about to begin."""


def ask(**_: object) -> None:
    raise Asked


@LIVE
def test_it_stays_away_from_a_live_site(db: None) -> None:
    with pytest.raises(CommandError, match="--force") as refused:
        run("--json")
    assert refused.value.returncode == 1
    assert not Bot.objects.exists()


@LIVE
def test_force_loads_it_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "load", ask)
    with pytest.raises(Asked):
        run("--json", "--force")


@override_settings(DATABASE_URL="postgres://somewhere/mine", DEBUG=True)
def test_debug_may_load_it_into_any_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "load", ask)
    with pytest.raises(Asked):
        run("--json")


@QUICK
@PUBLIC
def test_on_a_public_address_passwords_are_random_and_said_once(db: None) -> None:
    first = [hire(person, now=NIGHT) for person in TEAM]
    second = [hire(person, now=NIGHT) for person in TEAM]
    assert len({login.password for login in first} | {person.password for person in TEAM}) == 6
    assert [login.password for login in second] == [None, None, None]


@QUICK
def test_fixed_passwords_do_not_survive_on_a_public_address(db: None) -> None:
    assert hire(BEA, now=NIGHT).password == BEA.password
    with PUBLIC:
        password = hire(BEA, now=NIGHT).password
    assert password not in (None, BEA.password)
    assert check_password(password, Member.objects.get(email=BEA.email).password)


@QUICK
def test_a_password_its_owner_changed_is_left_alone_and_not_guessed(db: None) -> None:
    bea = hire(BEA, now=NIGHT).member
    bea.set_password("something of my own")
    bea.save()
    assert hire(BEA, now=NIGHT).password is None


@QUICK
def test_nothing_stays_behind_when_it_is_interrupted(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    rows = counts()
    monkeypatch.setattr(outbox, "deliver", interrupt)
    with pytest.raises(KeyboardInterrupt):
        load(now=timezone.now())
    assert counts() == rows


@pytest.mark.parametrize("now", [NIGHT + timedelta(hours=hours) for hours in range(0, 24, 3)])
def test_the_past_is_past_whenever_it_is_loaded(now: datetime) -> None:
    scenes = in_order(STORIES, now)
    assert scenes[-1].moment < now - timedelta(minutes=5)
    assert scenes[0].moment > now - timedelta(days=8)


@QUICK
def test_it_can_be_loaded_at_night(db: None) -> None:
    assert history.exists(load(now=NIGHT).bot)


@QUICK
class TestLoaded(TestCase):
    printed: str

    @classmethod
    def setUpTestData(cls) -> None:
        cls.printed = run("--json")

    def test_twice_is_once(self) -> None:
        rows = counts()
        assert run("--json") == self.printed
        assert counts() == rows

    def test_the_json_has_the_shape_others_rely_on(self) -> None:
        value: dict[str, Any] = json.loads(self.printed)
        assert set(value) == {"bot", "members", "channels"}
        assert [member["role"] for member in value["members"]] == ["administrator", "member", "member"]
        for member in value["members"]:
            assert set(member) == {"email", "password", "role"}
            found = Member.objects.get(email=member["email"])
            assert check_password(member["password"], found.password)
            assert [group.name for group in found.groups.all()] == [member["role"]]
        webhook = Channel.objects.get(bot__slug=value["bot"], kind="webhook")
        assert value["channels"] == {
            "webhook": {"path": f"/in/{webhook.token}/", "secret": webhook.config["secret"]},
            "webchat": {"path": Channel.objects.get(bot__slug=value["bot"], kind="webchat").path},
        }

    def test_without_json_it_tells_where_to_go(self) -> None:
        said = run()
        assert "http://127.0.0.1:" in said
        assert BEA.email in said
        assert BEA.password in said

    def test_the_webhook_gets_an_address(self) -> None:
        channel = load(now=timezone.now(), webhook_url="http://127.0.0.1:9/hook").webhook
        assert Channel.objects.get(pk=channel.pk).config["url"] == "http://127.0.0.1:9/hook"

    def test_what_was_deleted_by_hand_stays_so(self) -> None:
        bot = Bot.objects.get(slug="pip")
        for rows in (bot.articles, bot.scenarios, bot.conversations):
            rows.all()[0].delete()
        left = counts()
        run("--json")
        assert counts() == left

    def test_the_bot_is_ready(self) -> None:
        bot = Bot.objects.get(slug="pip")
        assert bot.mode == Mode.AUTO_PILOT
        assert str(bot.default_assignee) == BEA.name
        assert bot.articles.count() >= 12
        assert all(len(article.wordings) >= 3 for article in bot.articles.all())
        prebuilt = Scenario.objects.filter(bot=bot, enabled=True).annotate(revised=Count("revisions"))
        assert prebuilt.filter(revised__gte=1).count() == 3

    def test_whatever_the_hour_somebody_can_be_given_a_conversation(self) -> None:
        bot = Bot.objects.get(slug="pip")
        for hour in range(0, 7 * 24, 3):
            for scenario in bot.scenarios.select_related("assign_to_team"):
                moment = NIGHT + timedelta(hours=hour)
                assert assignment.plan(bot, scenario, Contact(), now=moment).member is not None
        workshop = Team.objects.get(name="Workshop")
        carl = workshop.members.get(email=CARL.email)
        assert timetable.in_short(timetable.week_of(carl)).startswith("Mon–Fri 9:00–12:30, 13:30–18:00")
        assert bot.scenarios.get(trigger="failed_to_resolve").assign_to_team == workshop

    def test_lists_and_reports_have_something_to_show(self) -> None:
        now = timezone.now()
        assert Conversation.objects.count() >= 30
        assert Conversation.objects.filter(handovers=None, status="resolved").count() >= 10
        triggers = set(Handover.objects.values_list("trigger", flat=True))
        assert triggers == {"human_requested", "lack_of_information", "failed_to_resolve"}
        outcomes = set(Handover.objects.values_list("outcome", flat=True))
        assert outcomes == {"", "resolved", "handed_back", "resumed"}
        bea, carl = (Member.objects.get(email=f"{name}@tumbleway.example") for name in ("bea", "carl"))
        assert Conversation.objects.mine(bea).count() == 2
        assert Conversation.objects.mine(carl).count() == 1
        assert Conversation.objects.unassigned().count() == 1
        assert Message.objects.filter(status="failed").count() == 1
        assert Message.objects.filter(status="suppressed").count() == 1
        assert Notification.objects.filter(member=bea).unread().count() == 2
        assert any(task.is_overdue(now) for task in Task.objects.all())
        assert Task.objects.exclude(done_at=None).exists()
        assert Conversation.objects.exclude(hand_back_note="").count() == 1

    def test_nothing_of_it_is_due(self) -> None:
        now, rows = timezone.now(), counts()
        assert turns.sweep(now=now) == 0
        assert outbox.sweep(now=now) == 0
        assert notifications.sweep(now=now) == 0
        assert pauses.resume_due(now=now) == 0
        assert deadlines.sweep(now=now) == 0
        assert counts() == rows
        assert not Conversation.objects.exclude(turn_due_at=None, turn_lease_until=None).exists()
        assert not Delivery.objects.exclude(status=Delivery.Status.DELIVERED).exists()

    def test_every_invariant_holds(self) -> None:
        conversations, handovers = Conversation.objects.all(), Handover.objects.all()
        assert not conversations.filter(owner_kind="bot").exclude(bot_resumes_at=None).exists()
        assert (
            not conversations.filter(status="resolved", handovers__closed_at=None)
            .exclude(handovers=None)
            .exists()
        )
        assert not conversations.filter(status="resolved", resolved_at=None).exists()
        assert (
            not conversations.filter(status="open", owner_kind="bot", handovers__outcome="")
            .exclude(handovers=None)
            .exists()
        )
        assert not handovers.filter(final_message=None).exists()
        for handover in handovers:
            said = handover.conversation.messages.filter(is_final=True, created_at=handover.created_at)
            assert [message.pk for message in said] == [handover.final_message_id]
            assert handover.revision is not None
            assert Task.objects.filter(handover=handover).count() == 1
        assert not handovers.exclude(outcome="").filter(task__done_at=None).exists()

    def test_it_looks_as_old_as_it_says(self) -> None:
        now = timezone.now()
        assert not Message.objects.filter(created_at__gte=now).exists()
        for conversation in Conversation.objects.for_lists():
            assert conversation.contact.created_at <= conversation.created_at
            assert conversation.address.created_at <= conversation.created_at
            latest = conversation.messages.said().order_by("-occurred_at")[0]
            assert conversation.last_message_at == latest.occurred_at
        assert not Handover.objects.filter(revision__created_at__gt=F("created_at")).exists()
        assert not Notification.objects.filter(read_at__gt=now).exists()
