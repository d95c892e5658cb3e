"""Where a visitor comes from, for counting: what a proxy says of it, where uvicorn trusts the proxy."""

import ipaddress

from django.http import HttpRequest

ONE_HOME = 64  # bits of an IPv6 address: whoever has one has all that begin like it


def place_of(request: HttpRequest) -> str:
    """Empty where it is not known."""
    given = str(request.META.get("REMOTE_ADDR", ""))
    try:
        address = ipaddress.ip_address(given.partition("%")[0])
    except ValueError:
        return given
    if isinstance(address, ipaddress.IPv4Address):
        return given
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address, ONE_HOME), strict=False))
