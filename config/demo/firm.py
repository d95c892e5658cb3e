"""Tumbleway's bot: what it is called, what it knows, when it hands over, and where contacts reach it."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from bots import drafts
from bots.channels.webhook import new_secret
from bots.models import Article, Bot, Channel, Mode, Scenario
from bots.prebuilt import add_prebuilt
from config.demo.knowledge import PAGES
from config.demo.people import BEA, CARL
from staff.models import Member
from staff.models import Team as Workshop

SLUG = "pip"
GREETING = (
    "Hi, I am Pip, the assistant of Tumbleway Bikes. Ask me about opening hours, repairs, rentals or e-bikes."
)
CHANNELS = {"webchat": "Website chat", "webhook": "Shop system", "internal": "Internal"}

Team = Mapping[str, Member]  # by email
Kind = Scenario.Kind
Fields = Mapping[str, Any]  # of a scenario, by name

HUMAN_REQUESTED: Fields = {
    "example_phrases": [
        "Can I talk to someone from the shop?",
        "I would rather speak with a real person",
        "Please put me through to a mechanic",
        "Is there a human I can chat with?",
        "Let me talk to a colleague of yours",
        "I want somebody to call me back",
        "Give me an employee, please",
        "No more bot, a person please",
        "Who can I speak to in person?",
    ],
    "never_phrases": ["human resources", "personal pick-up", "bikes per person", "staff discount"],
    "skip_if_assigned": True,
    "final_message": (
        "Of course! I have asked {assignee_name} to take over. You will get an answer right here."
    ),
    "final_message_unavailable": (
        "Of course! Everybody is with a customer just now. The next free colleague answers you here."
    ),
    "pause_for": timedelta(days=1),
    "task_due_in": timedelta(hours=4),
    "task_title": "Answer {contact_name} in person",
}
LACK_OF_INFORMATION: Fields = {
    "final_message": (
        "I do not know that one, so I have passed your question on to {assignee_name}, "
        "who will answer you here."
    ),
    "final_message_unavailable": (
        "I do not know that one. I have kept your question, and the next free colleague answers here."
    ),
    "pause_for": timedelta(hours=12),
    "task_title": "Find out for {contact_name}",
    "task_description": "{contact_name} asked: “{last_message}”\nOthers may ask too: add an article.",
    "tags": ["human_handover", "knowledge_gap"],
}
FAILED_TO_RESOLVE: Fields = {
    "retries": 2,
    "final_message": (
        "I am sorry, I am not getting this right. {assignee_name} knows more and will help you here."
    ),
    "task_title": "Sort it out with {contact_name}",
    "tags": ["human_handover", "needs_care"],
}


def scenario_fields(team: Team) -> dict[str, Fields]:
    """What differs from the defaults, by trigger."""
    return {
        Kind.HUMAN_REQUESTED: {**HUMAN_REQUESTED, "assign_to": team[BEA.email]},
        Kind.LACK_OF_INFORMATION: LACK_OF_INFORMATION,
        Kind.FAILED_TO_RESOLVE: {**FAILED_TO_RESOLVE, "assign_to": team[CARL.email]},
    }


def open_shop(team: Team, *, by: Member, now: datetime) -> Bot:
    """The bot with all it has, each part only when it is missing altogether: what was edited is left alone.

    now: since when it seems to have been there.
    """
    bot, _ = Bot.objects.get_or_create(
        slug=SLUG,
        defaults={
            "name": "Pip",
            "mode": Mode.AUTO_PILOT,
            "gather_seconds": Decimal("1.0"),
            "greeting": GREETING,
            "default_assignee": team[BEA.email],
        },
    )
    if not bot.articles.exists():
        _teach(bot, now)
    if not bot.scenarios.exists():
        _instruct(bot, team, by, now)
    for kind in CHANNELS:
        if not bot.channels.filter(kind=kind).exists():
            _connect(bot, kind, now)
    return bot


def _teach(bot: Bot, now: datetime) -> None:
    Article.objects.bulk_create(
        Article(bot=bot, question=page.question, answer=page.answer, wordings=list(page.wordings))
        for page in PAGES.values()
    )
    bot.articles.update(created_at=now, updated_at=now)


def _instruct(bot: Bot, team: Team, by: Member, now: datetime) -> None:
    """The prebuilt scenarios as they come, and half an hour later as the shop wants them."""
    changes = scenario_fields(team)
    for trigger, scenario in add_prebuilt(bot, by=by, now=now).items():
        scenario.enabled = True
        for name, value in changes[trigger].items():
            setattr(scenario, name, value)
        drafts.activate(scenario, by=by, now=now + timedelta(minutes=30))
    bot.scenarios.update(created_at=now, updated_at=now)
    Bot.objects.filter(pk=bot.pk).update(created_at=now, updated_at=now)


def trust_the_workshop(bot: Bot, workshop: Workshop, *, by: Member, now: datetime) -> None:
    """What the bot could not resolve goes to whoever of the workshop is there, no longer to Carl alone."""
    scenario = bot.scenarios.get(trigger=Kind.FAILED_TO_RESOLVE)
    scenario.assign_to, scenario.assign_to_team = None, workshop
    drafts.activate(scenario, by=by, now=now)


def _connect(bot: Bot, kind: str, now: datetime) -> None:
    config = {"secret": new_secret()} if kind == "webhook" else {}
    channel = Channel.objects.create(bot=bot, kind=kind, name=CHANNELS[kind], config=config)
    Channel.objects.filter(pk=channel.pk).update(created_at=now)


def channel_of(bot: Bot, kind: str) -> Channel:
    """The bot's first of the kind."""
    return bot.channels.filter(kind=kind).order_by("pk")[0]


def send_to(channel: Channel, url: str) -> None:
    """Give the webhook somewhere to send what bot and members say."""
    if channel.config.get("url") != url:
        channel.config = {**channel.config, "url": url}
        channel.save(update_fields=["config"])
