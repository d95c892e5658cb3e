"""Walks every address of the site: reading never writes, writing needs a POST with its token."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from bots import cases, checking
from bots.bench import Outcome
from bots.models import Article, Bot, Case, Channel, Played, Run, Scenario
from handover import replay
from handover.models import Contact, Conversation, Handover, Message, Tag, Task
from staff.models import Heartbeat, Member, Notification
from tests.conftest import Say

pytestmark = pytest.mark.django_db

UNDER_A_BOT = ("bots:", "goals:", "trial:", "cases:", "knowledge:")
OURS = ("desk:", "files:", "staff:", "chat:", "tasks:", "contacts:", "tags:", "exports:", *UNDER_A_BOT)
SHOW_AND_SAVE = {"staff:settings", "staff:ways", "desk:extend"}
"""Pages of ours with a form that is sent to the address of the page itself."""
ROWS = {
    "desk:retry": Message,
    "desk:missed": Message,
    "desk:false_alarm": Handover,
    "desk:suggestion": Message,
    "desk:task": Task,
    "desk:": Conversation,
    "files:": Conversation,
    "tasks:": Task,
    "contacts:": Contact,
    "tags:": Tag,
    "bots:scenario": Scenario,
    "bots:history": Scenario,
    "bots:compare": Scenario,
    "bots:restore": Scenario,
    "bots:checked": Scenario,
    "bots:save_anyway": Scenario,
    "bots:channel": Channel,
    "goals:": Scenario,
    "knowledge:": Article,
    "cases:replayed": Run,
    "cases:": Case,
    "staff:ways": Member,
    "staff:words": Member,
    "staff:number": Member,
    "staff:target": Member,
    "staff:test": Member,
    "staff:": Notification,
}
INNER: dict[str, Any] = {"run": Run, "played": Played, "conversation": Conversation, "other": Contact}
"""Arguments of an address that is about another row."""
OPEN_TO_ALL = (
    "account",
    "chat:",
    "healthz",
    "service_worker",
    "readyz",
    "webhook",
    "admin:login",
    "admin:logout",
    "admin:jsi18n",
)


@pytest.fixture
def addresses(say: Say, channel: Channel, webchat: Channel, ana: Member) -> dict[str, str]:
    """Every address by its name, filled with rows that are there."""
    say("I want to talk to a human")
    _played(channel.bot, ana)
    found = {}
    for name, arguments in _named(get_resolver()):
        values = {key: _value(name, key, channel, webchat) for key in arguments}
        try:
            found[name] = reverse(name, kwargs=values)
        except NoReverseMatch:
            found[name] = reverse(name, args=list(values.values()))
    assert len(found) > 80
    return found


def _played(bot: Bot, ana: Member) -> None:
    """A case, and a replay, both under way."""
    now = timezone.now()
    case = cases.keep(bot, ["When are you open?"], Outcome(), by=ana, now=now)
    checking.of_what_is_live(bot, [case], by=ana, now=now)
    replay.start(bot, replay.Wanted(), by=ana, now=now)


def _named(
    resolver: URLResolver, spaces: tuple[str, ...] = (), outer: tuple[str, ...] = ()
) -> Iterator[tuple[str, list[str]]]:
    """Every named address with its arguments, those of the prefixes above it first."""
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from _named(pattern, inner, (*outer, *_arguments(pattern)))
        elif pattern.name:
            yield ":".join([*spaces, pattern.name]), [*outer, *_arguments(pattern)]


def _arguments(pattern: URLPattern | URLResolver) -> list[str]:
    named = getattr(pattern.pattern.regex, "groupindex", {})
    return [*pattern.pattern.converters, *named.keys() - pattern.pattern.converters]


def _value(name: str, key: str, channel: Channel, webchat: Channel) -> Any:
    if key == "token":
        return webchat.token if name.startswith("chat:") else channel.token
    if key == "slug":
        return channel.bot.slug
    if key in ("pk", "object_id", "id"):
        return _first(name)
    if key in INNER:
        return INNER[key]._default_manager.values_list("pk", flat=True).first() or 1
    return {"number": 1, "app_label": "bots", "content_type_id": 1, "url": "nothing/", "uidb36": "1"}.get(
        key, "x-1"
    )


def _first(name: str) -> Any:
    """The id of a row that the page is about."""
    models: dict[str, Any] = {
        f"admin:{model._meta.app_label}_{model._meta.model_name}_": model for model in site._registry
    }
    model = next((model for start, model in {**models, **ROWS}.items() if name.startswith(start)), Member)
    return model._default_manager.values_list("pk", flat=True).first() or 1


def _everything() -> dict[str, list[Any]]:
    """All rows of all models, but for those that say who is signed in and what runs."""
    return {
        model._meta.label: list(model._base_manager.order_by("pk").values_list())
        for model in apps.get_models()
        if model not in (Session, Heartbeat)
    }


def test_a_get_never_writes(addresses: dict[str, str], ana: Member, client: Client) -> None:
    client.force_login(ana)
    before = _everything()
    for name, address in addresses.items():
        response = client.get(address)
        assert response.status_code < 500, name
        assert _everything() == before, f"GET {name} has written something"


def test_an_address_of_ours_shows_or_writes(addresses: dict[str, str], ana: Member, client: Client) -> None:
    client.force_login(ana)
    for name, address in addresses.items():
        if name.startswith(OURS) and name not in SHOW_AND_SAVE:
            refused = {client.get(address).status_code, client.post(address).status_code}
            assert 405 in refused, f"{name} takes GET and POST"


def test_a_post_needs_its_token(addresses: dict[str, str], ana: Member) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(ana)
    for name, address in addresses.items():
        status = client.post(address, {"x": "y"}).status_code
        assert status == (415 if name == "webhook" else 403), name


def test_the_signed_webhook_needs_no_token_but_a_signature(channel: Channel) -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post(channel.path, "{}", content_type="application/json")
    assert response.status_code == 401


def test_strangers_are_sent_to_sign_in(addresses: dict[str, str], client: Client) -> None:
    for name, address in addresses.items():
        if not name.startswith(OPEN_TO_ALL):
            response = client.get(address, follow=True)
            signing_in = response.request["PATH_INFO"] == reverse("account_login")
            assert signing_in or response.status_code in (404, 405), name


def _both(client: Client, address: str) -> set[int]:
    return {client.get(address).status_code, client.post(address).status_code}


def test_whoever_does_not_set_bots_up_opens_nothing_under_a_bot(
    addresses: dict[str, str], bea: Member, client: Client
) -> None:
    client.force_login(bea)
    before = _everything()
    for name, address in addresses.items():
        if name.startswith(UNDER_A_BOT):
            assert 403 in _both(client, address) <= {403, 405}, name
    assert _everything() == before


def test_under_one_bots_address_nothing_of_another_is_shown_or_changed(
    addresses: dict[str, str], bot: Bot, ana: Member, client: Client
) -> None:
    other = Bot.objects.create(name="Spare", slug="spare")
    client.force_login(ana)
    before = _everything()
    for name, address in addresses.items():
        if name.startswith(UNDER_A_BOT) and any(part.isdecimal() for part in address.split("/")):
            elsewhere = address.replace(f"/{bot.slug}/", f"/{other.slug}/")
            assert min(_both(client, elsewhere)) >= 300, f"{name} shows a row of another bot"
    assert _everything() == before
