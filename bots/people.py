"""Those who can be given conversations, as one chooses among them: are they there, would they be told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from bots.forms.takers import MAY_TAKE
from bots.models import Bot
from staff import audience, presence
from staff.audience import Notice
from staff.models import Event, Member, Team
from staff.presence import Presence
from staff.transports import KINDS

HANDED_OVER = Notice(Event.CONVERSATION_ASSIGNED, cause="", title="")


@dataclass(frozen=True, slots=True)
class Person:
    """One row of the picker.

    value    as the form posts it
    state    "online", "away", "offline"; "" where there is none, such as for a team
    about    presence or members, in words
    told     whether they would hear of a handover, in words; untold: they would not
    trouble  why choosing them would not work, and what to do
    link     the page where that is put right, or "" when there is none; at: what that page is called
    """

    value: str
    name: str
    state: str = ""
    about: str = ""
    told: str = ""
    untold: bool = False
    trouble: str = ""
    link: str = ""
    at: str = ""

    @property
    def initials(self) -> str:
        words = self.name.split() or ["?"]
        return "".join(word[0] for word in (words[0], *words[1:][-1:])).upper()


@dataclass(frozen=True, slots=True)
class Known:
    """What was looked up for all of them at once."""

    presence: Mapping[int, Presence]
    transports: Mapping[int, list[str]]
    able: frozenset[int]
    viewer: Member


def people(
    members: Sequence[Member], teams: Sequence[Team], chosen: str, *, viewer: Member, now: datetime
) -> list[Person]:
    """A row each, and one for whoever is chosen though they are not among them. viewer: who looks."""
    rows = [(team, list(team.members.all())) for team in teams]
    everyone = {member.pk: member for member in members}
    everyone |= {member.pk: member for _, inside in rows for member in inside}
    known = _known(list(everyone.values()), viewer, now)
    found = [_member(member, known) for member in members]
    found += [_team(team, inside, known) for team, inside in rows]
    if chosen and chosen not in {person.value for person in found}:
        found.insert(0, _gone(chosen))
    return found


def _known(members: list[Member], viewer: Member, now: datetime) -> Known:
    told = audience.prepare(HANDED_OVER, members, now=now)
    able = Member.objects.who_may(MAY_TAKE).values_list("pk", flat=True)
    return Known(
        presence.of(members, now), {row.member_id: row.transports for row in told}, frozenset(able), viewer
    )


def _member(member: Member, known: Known) -> Person:
    value, name = f"member:{member.pk}", str(member)
    if trouble := _trouble(member, known.able):
        return Person(value, name, trouble=trouble, link=_page(member), at=f"the page of {name}")
    there = known.presence[member.pk]
    ways = [KINDS[kind].label for kind in known.transports.get(member.pk, [])]
    return Person(
        value,
        name,
        state=there.state,
        about=there.label,
        told=f"Would be told: {_listed(ways)}" if ways else "Would not be told: notifications are off",
        untold=not ways,
        link="" if ways else _settings(member, known.viewer),
        at="" if ways else "Notification Settings",
    )


def _trouble(member: Member, able: frozenset[int]) -> str:
    if not member.is_active:
        return "Is deactivated and gets no conversations. Choose someone else, or activate them on"
    if member.pk not in able:
        return "May not take over conversations. Choose someone else, or change their role on"
    return ""


def _team(team: Team, inside: list[Member], known: Known) -> Person:
    value, name = f"team:{team.pk}", team.name
    able = [member for member in inside if member.pk in known.able]
    if not able:
        return Person(value, name, trouble="Nobody in this team can take conversations. Choose someone else.")
    told = sum(member.pk in known.transports for member in able)
    online = sum(known.presence[member.pk].state is presence.State.ONLINE for member in able)
    return Person(
        value,
        name,
        about=f"{team.get_method_display()} among {len(able)}, {online} online",
        told="Everyone would be told" if told == len(able) else f"{told} of {len(able)} would be told",
        untold=told == 0,
    )


def _gone(chosen: str) -> Person:
    member = Member.objects.filter(pk=_pk(chosen, "member") or 0).first()
    trouble = "Was deleted in the meantime. Choose someone else."
    if member is None:
        name = (
            "A team that is no longer there"
            if chosen.startswith("team:")
            else "Someone who is no longer there"
        )
        return Person(chosen, name, trouble=trouble)
    trouble = _trouble(member, frozenset()) or trouble
    return Person(chosen, str(member), trouble=trouble, link=_page(member), at=f"the page of {member}")


def _pk(value: str, kind: str) -> int | None:
    named, _, number = value.partition(":")
    fits = named == kind and number.isascii() and number.isdecimal() and len(number) < 19
    return int(number) if fits else None


def _page(member: Member) -> str:
    return reverse("admin:staff_member_change", args=[member.pk])


def _settings(member: Member, viewer: Member) -> str:
    if member.pk == viewer.pk:
        return reverse("staff:settings")
    return f"{_page(member)}#notification-settings"


def _listed(labels: list[str]) -> str:
    names = [label[0].lower() + label[1:] if label[1:2].islower() else label for label in labels]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def default_of(bot: Bot) -> str:
    """What becomes of a conversation for which nobody is chosen."""
    if bot.default_assignee_id:
        return f"It goes to the bot's default assignee, {bot.default_assignee}."
    return "It waits in the queue until someone claims it. Nobody in particular is responsible for it."
