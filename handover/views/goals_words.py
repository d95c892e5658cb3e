"""A scenario in sentences: when it hands over, to whom, and for how long the bot is silent then."""

from datetime import timedelta

from bots.models import Bot, Scenario

Kind = Scenario.Kind


def trigger(scenario: Scenario) -> str:
    """When it hands over, as one sentence without a full stop."""
    if scenario.trigger == Kind.LACK_OF_INFORMATION:
        return "When the knowledge articles do not answer the question"
    if scenario.trigger == Kind.FAILED_TO_RESOLVE:
        times = scenario.retries
        again = "once more" if times == 1 else f"{times} more times"
        return f"When an answer did not help and the bot has tried {again} in vain"
    wants = "asks for a person" if scenario.trigger == Kind.HUMAN_REQUESTED else "says what it listens for"
    return f"When the contact {wants}{_as_in(scenario.example_phrases)}"


def _as_in(phrases: list[str]) -> str:
    if not phrases:
        return ""
    more = f" and {len(phrases) - 1} more" if len(phrases) > 1 else ""
    return f", as in “{phrases[0]}”{more}"


def goes_to(bot: Bot, scenario: Scenario) -> str:
    if scenario.assign_to:
        taker = str(scenario.assign_to)
    elif scenario.assign_to_team:
        method = scenario.assign_to_team.get_method_display().lower()
        taker = f"{scenario.assign_to_team} ({method})"
    elif bot.default_assignee:
        taker = f"{bot.default_assignee}, the default assignee"
    else:
        taker = "whoever claims it"
    return f"The contact's own assignee, else {taker}" if scenario.skip_if_assigned else capitalised(taker)


def pause(scenario: Scenario) -> str:
    if scenario.pause_for is None:
        return "Until a person hands back"
    return f"For {spelt(scenario.pause_for)}"


def spelt(duration: timedelta) -> str:
    """Such as "1 day 4 hours"; below a minute "less than a minute"."""
    minutes = int(duration.total_seconds()) // 60
    counts = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    said = [f"{count} {unit}{'s'[: count > 1]}" for count, unit in counts if count]
    return " ".join(said) or "less than a minute"


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
