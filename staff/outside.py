"""Which URLs we agree to call. An administrator's URL must not reach into the network around us."""

import ipaddress
import socket
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any
from urllib.parse import urlsplit

from urllib3.util import connection

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Refused(ValueError):
    """We do not call this URL; the message says why."""


class NotFound(ValueError):
    """The host's name has no address just now."""


def checked_address(url: str, allowed_hosts: Collection[str]) -> tuple[str, str]:
    """(host, IP address to connect to) of an http(s) URL, resolved once and found public.

    Hosts named in allowed_hosts may be private. Connect to the address returned, not to the name: a
    second look-up could answer otherwise. Errors: Refused, NotFound.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise Refused(f"This is not an address: {error}.") from error
    if parts.scheme not in ("http", "https") or not host:
        raise Refused("Only http:// and https:// addresses can be called.")
    if parts.username or parts.password:
        raise Refused("The address must not hold a user name or password.")
    return host, check_host(host, allowed_hosts, port or (443 if parts.scheme == "https" else 80))


def check_host(host: str, allowed_hosts: Collection[str], port: int = 443) -> str:
    """The address to connect to, of a host that is called. Errors: Refused for a private one, NotFound."""
    if not host:
        raise Refused("The address names no host.")
    addresses = _resolve(host, port)
    if host not in allowed_hosts:
        for address in addresses:
            _refuse_private(host, address)
    return addresses[0]


_allowed_here: ContextVar[Collection[str] | None] = ContextVar("allowed_here", default=None)
_connect = connection.create_connection


@contextmanager
def only_public(allowed_hosts: Collection[str]) -> Iterator[None]:
    """Within it, urllib3, and so requests and the libraries that use it, connects to checked hosts alone.

    For libraries that make URLs of their own out of what was typed, or follow redirects: every connection
    is checked as it is made, and goes to the address that was checked. A refusal is an OSError to them.
    """
    token = _allowed_here.set(allowed_hosts)
    try:
        yield
    finally:
        _allowed_here.reset(token)


def _checked_connect(address: tuple[str, int], *args: Any, **kwargs: Any) -> socket.socket:
    allowed, (host, port) = _allowed_here.get(), address
    if allowed is None:
        return _connect(address, *args, **kwargs)
    try:
        checked = check_host(host.strip("[]"), allowed, port)
    except ValueError as error:
        raise OSError(str(error)) from error
    return _connect((checked, port), *args, **kwargs)


connection.create_connection = _checked_connect


def _resolve(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, ValueError) as error:
        raise NotFound(f"The host {host} was not found.") from error
    return [str(info[4][0]) for info in found]


def _refuse_private(host: str, address: str) -> None:
    ip = ipaddress.ip_address(address.split("%")[0])
    for seen in _inside(ip) or [ip]:
        if not seen.is_global or seen.is_multicast:
            raise Refused(f"{host} is a private address. OUTBOUND_ALLOWED_HOSTS can allow it.")


def _inside(ip: IPAddress) -> list[IPAddress]:
    """IPv4 addresses that an IPv6 address stands for: mapped, 6to4, Teredo, NAT64."""
    if isinstance(ip, ipaddress.IPv4Address):
        return []
    found: list[IPAddress | None] = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in NAT64:
        found.append(ipaddress.IPv4Address(ip.packed[-4:]))
    return [address for address in found if address]
