"""What a bot needs before any of its scenarios matters: a mode, its switches, channels, knowledge."""

from collections.abc import Iterator

from django.urls import reverse

from bots.models import Bot, Channel, Mode, Scenario
from handover.preflight import learning
from handover.preflight.base import Check, Facts, Level


def checks(bot: Bot, facts: Facts) -> Iterator[Check]:
    yield _mode(bot)
    yield _switches(bot)
    yield from _default_assignee(bot, facts)
    yield from _channels(bot)
    yield _knowledge(bot, facts)
    yield from learning.checks(bot, facts)


def _mode(bot: Bot) -> Check:
    if bot.mode == Mode.AUTO_PILOT:
        return Check(bot.slug, "mode", Level.OK, f"{bot} is on Auto Pilot.")
    does = "never speaks" if bot.mode == Mode.OFF else "only suggests"
    return Check(
        bot.slug,
        "mode",
        Level.ERROR,
        f"{bot} is in {bot.get_mode_display()} mode: it {does} and never hands over by itself.",
        "Set its mode to Auto Pilot.",
        reverse("bots:settings", args=[bot.slug]) + "#id_mode",
    )


def _switches(bot: Bot) -> Check:
    goals = reverse("goals:page", args=[bot.slug])
    on = sum(scenario.enabled for scenario in bot.scenarios.all())
    if not bot.handover_enabled:
        message = "Human Handover is switched off for this bot, whatever its scenarios say."
        return Check(
            bot.slug, "master_switch", Level.ERROR, message, "Switch it on.", f"{goals}#human-handover"
        )
    if not on:
        message, hint = "No scenario is enabled.", "Enable at least Human Requested."
        return Check(bot.slug, "scenarios", Level.ERROR, message, hint, f"{goals}#scenarios")
    return Check(bot.slug, "scenarios", Level.OK, f"{on} scenario{'s are' if on > 1 else ' is'} enabled.")


def _default_assignee(bot: Bot, facts: Facts) -> Iterator[Check]:
    """Whom a scenario names comes first; that nobody is named at all is said of the scenario."""
    if bot.default_assignee_id is None:
        return
    candidate = facts.candidates[bot.default_assignee_id]
    if reason := candidate.unable(facts.now):
        yield Check(
            bot.slug,
            "default_assignee",
            Level.WARNING,
            f"The default assignee, {candidate.member}, {reason}.",
            "Choose someone else, or look at their page.",
            reverse("bots:settings", args=[bot.slug]) + "#id_default_assignee",
        )
    else:
        message = f"What nobody else can take goes to {candidate.member}."
        yield Check(bot.slug, "default_assignee", Level.OK, message)


def _channels(bot: Bot) -> Iterator[Check]:
    every = [channel for channel in bot.channels.all() if channel.kind != "internal"]
    on = [channel for channel in every if channel.enabled]
    page = reverse("bots:channels", args=[bot.slug])
    if not every:
        hint = "Add a web chat or a webhook."
        yield Check(bot.slug, "channels", Level.WARNING, "Nobody can write to this bot.", hint, page)
    elif not on:
        message = "Nobody can write to this bot: its channels are switched off."
        yield Check(bot.slug, "channels", Level.WARNING, message, "Switch one on.", page)
    else:
        names = ", ".join(channel.name for channel in on)
        yield Check(bot.slug, "channels", Level.OK, f"Contacts can write on {names}.")
    for channel in on:
        yield from _outbound(bot, channel)


def _outbound(bot: Bot, channel: Channel) -> Iterator[Check]:
    if channel.kind == "webhook" and not channel.config.get("url"):
        yield Check(
            bot.slug,
            "channel_url",
            Level.WARNING,
            f"{channel.name} has no URL, so nothing the bot says arrives there.",
            "Enter the URL of your system that takes messages.",
            reverse("admin:bots_channel_change", args=[channel.pk]),
        )


def _knowledge(bot: Bot, facts: Facts) -> Check:
    count = facts.articles.get(bot.pk, 0)
    if count:
        return Check(bot.slug, "knowledge", Level.OK, f"{bot} knows {count} article{'s'[: count > 1]}.")
    lack = Scenario.Kind.LACK_OF_INFORMATION
    on = any(scenario.enabled and scenario.trigger == lack for scenario in bot.scenarios.all())
    what = f"{lack.label} hands every question over" if on else "it can answer no question"
    message = f"{bot} knows nothing yet, so {what}."
    hint = "Write or import some articles."
    return Check(
        bot.slug, "knowledge", Level.WARNING, message, hint, reverse("knowledge:list", args=[bot.slug])
    )
