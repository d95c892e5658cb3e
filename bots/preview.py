"""What the contact and the staff would see, from what is typed, with a contact of our own making."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from bots.forms.posted import Posted
from bots.forms.scenario import HANDED_BACK
from bots.models import Bot, Scenario
from bots.placeholders import Piece, pieces
from staff.hours import zone_in_words
from staff.models import Member, Team

CONTACT, FIRST_NAME = "Dana Petrov", "Dana"
OUR_TEAM, OPENING = "our team", "Monday at 9:00"
WHY = {
    Scenario.Kind.HUMAN_REQUESTED: ("Can I talk to someone, please?", "The contact asked for a person."),
    Scenario.Kind.LACK_OF_INFORMATION: (
        "Do you also sell second-hand tents?",
        "The knowledge does not answer the question.",
    ),
    Scenario.Kind.FAILED_TO_RESOLVE: (
        "No, that is still not what I asked.",
        "The bot's answers failed {failures} times on one topic.",
    ),
    Scenario.Kind.CUSTOM: (
        "I would like to return my order.",
        "The contact said what this scenario listens for.",
    ),
}
"""What the contact of the example wrote last, and why the bot stops then."""


@dataclass(frozen=True, slots=True)
class Preview:
    """message: when somebody gets it; unavailable: when nobody can be found, empty: the same.

    gets_it  who, in this example; "" when nobody in particular ever does
    back_at  when the bot may answer again if it handed over now; None: not known
    by_hand  it answers again only when a person hands back
    due_at   of the task; None: there is none
    """

    message: list[Piece]
    unavailable: list[Piece]
    title: list[Piece]
    description: list[Piece]
    gets_it: str
    back_at: datetime | None
    by_hand: bool
    due_at: datetime | None
    tags: list[str]

    contact = CONTACT

    @property
    def unsent(self) -> list[str]:
        """Placeholders in the messages that nothing is put in for."""
        return _unknown(self.message, self.unavailable)

    @property
    def unmade(self) -> list[str]:
        """The same in the task."""
        return _unknown(self.title, self.description)


def _unknown(*texts: list[Piece]) -> list[str]:
    return list(dict.fromkeys(piece.text for text in texts for piece in text if piece.unknown))


def previewed(proposal: Scenario, posted: Posted, *, now: datetime) -> Preview:
    """proposal: the scenario with all that is valid of what is typed; the texts are taken as typed."""
    gets_it = _gets_it(proposal)
    given = _values(proposal, gets_it or OUR_TEAM)
    waiting = _values(proposal, OUR_TEAM)
    return Preview(
        message=_read(posted, "final_message", given),
        unavailable=_read(posted, "final_message_unavailable", waiting),
        title=_read(posted, "task_title", given),
        description=_read(posted, "task_description", given),
        gets_it=gets_it,
        back_at=now + proposal.pause_for if proposal.pause_for else None,
        by_hand=posted.get("reactivate") == HANDED_BACK,
        due_at=now + proposal.task_due_in if proposal.create_task else None,
        tags=[str(tag) for tag in proposal.tags],
    )


def _read(posted: Posted, name: str, values: Mapping[str, str]) -> list[Piece]:
    return pieces(posted.get(name, "").strip(), values)


def _values(scenario: Scenario, assignee: str) -> dict[str, str]:
    wrote, why = WHY[Scenario.Kind(scenario.trigger)]
    return {
        "contact_name": CONTACT,
        "first_name": FIRST_NAME,
        "bot_name": scenario.bot.name,
        "assignee_name": assignee,
        "last_message": next(iter(scenario.example_phrases), wrote),
        "scenario": scenario.name,
        "why": why.replace("{failures}", str(scenario.retries + 1)),
        "next_opening": f"{OPENING} ({zone_in_words(timezone.localtime())})",
    }


def _gets_it(scenario: Scenario) -> str:
    """The member's name that would stand for {assignee_name}; of a team, its first member's."""
    if team := Team.objects.filter(pk=scenario.assign_to_team_id or 0).first():
        return str(team.members.filter(is_active=True).first() or "")
    chosen = Member.objects.filter(pk=scenario.assign_to_id or 0, is_active=True).first()
    return str(chosen or _default(scenario.bot) or "")


def _default(bot: Bot) -> Member | None:
    able = bot.default_assignee
    return able if able and able.is_active else None
