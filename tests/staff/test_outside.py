"""Connections that libraries make: none into the network around us."""

import socket
from datetime import datetime
from urllib.parse import urlsplit

import pytest
import requests
from pytest_django import Settings

from staff.outside import Refused, check_host, only_public
from staff.transports import chat
from tests.conftest import Receiver

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "url", ["workflows://169.254.169.254:80/abc/def", "ntfy://good.example\\@127.0.0.1/x"]
)
def test_the_host_that_is_checked_is_the_one_that_would_be_called(settings: Settings, url: str) -> None:
    settings.OUTBOUND_ALLOWED_HOSTS = []
    with pytest.raises(Refused, match="private address"):
        chat.check(url)


def test_a_redirect_into_the_network_is_not_followed(
    receiver: Receiver, settings: Settings, now: datetime
) -> None:
    """As asked for by the target itself, and with a host of ours that is allowed in front."""
    place = urlsplit(receiver.url)
    settings.OUTBOUND_ALLOWED_HOSTS = ["127.0.0.1"]
    receiver.answers, receiver.headers = [307], {"Location": f"http://localhost:{place.port}/inside"}
    with (
        only_public(settings.OUTBOUND_ALLOWED_HOSTS),
        pytest.raises(requests.ConnectionError, match="private"),
    ):
        requests.post(receiver.url, data=b"x", timeout=5)
    assert [path for path, _, _ in receiver.got] == [place.path]


def test_the_connection_goes_to_the_address_that_was_checked(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name answers differently from look-up to look-up."""
    answers = iter(["93.184.216.34", "127.0.0.1"])

    def look_up(*args: object, **kwargs: object) -> list[object]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), urlsplit(receiver.url).port))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with only_public([]):
        assert check_host("turncoat.example", []) == "93.184.216.34"
        with pytest.raises(requests.ConnectionError, match="private"):
            requests.get(f"http://turncoat.example:{urlsplit(receiver.url).port}/", timeout=5)
    assert receiver.got == []


def test_outside_of_that_connections_are_as_always(receiver: Receiver) -> None:
    assert requests.post(receiver.url, data=b"x", timeout=5).ok
