"""Who works at Tumbleway, and how they sign in."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.models import Group

from staff import timetable
from staff.models import ADMINISTRATOR, MEMBER, Member, Team

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Person:
    """password: the fixed one, for a site that only this machine reaches."""

    email: str
    name: str
    role: str
    password: str


ANA = Person("ana@tumbleway.example", "Ana Ribeiro", ADMINISTRATOR, "ana-rings-the-bell")
BEA = Person("bea@tumbleway.example", "Bea Lindqvist", MEMBER, "bea-trues-the-wheel")
CARL = Person("carl@tumbleway.example", "Carl Mensah", MEMBER, "carl-oils-the-chain")
TEAM = (ANA, BEA, CARL)


@dataclass(frozen=True, slots=True)
class Login:
    """password: None when it is not known any more, because its owner or an earlier run has set it."""

    person: Person
    member: Member
    password: str | None


def hire(person: Person, *, now: datetime) -> Login:
    """The member, made if missing. A public site never keeps the fixed password: it gets a random one."""
    member = Member.objects.filter(email=person.email).first()
    reached_at = {urlsplit(settings.BASE_URL).hostname, settings.HOST}
    public = not reached_at.issubset(LOOPBACK)
    password = secrets.token_urlsafe(12) if public else person.password
    if member is None:
        member = Member.objects.create_user(person.email, password, name=person.name, date_joined=now)
        member.groups.add(Group.objects.get(name=person.role))
        return Login(person, member, password)
    if not check_password(person.password, member.password):
        return Login(person, member, None)
    if public:
        member.set_password(password)
        member.save(update_fields=["password"])
    return Login(person, member, password)


def make_roster(team: Mapping[str, Member], *, now: datetime) -> Team:
    """Carl keeps the workshop's hours; Bea keeps none, so somebody is there whenever the demo is shown."""
    carl = team[CARL.email]
    carl.time_zone, carl.capacity = "Europe/Amsterdam", 5
    carl.save(update_fields=["time_zone", "capacity"])
    week = dict.fromkeys(range(5), "9:00–12:30, 13:30–18:00") | {5: "10:00–14:00"}
    spans = [span for day, text in week.items() for span in timetable.spans_of(day, text)]
    timetable.keep(carl, spans, [], today=now.date())
    workshop, _ = Team.objects.get_or_create(name="Workshop")
    workshop.members.add(team[BEA.email], carl)
    return workshop
