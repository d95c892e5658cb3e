"""The generic webhook, signed both ways by the scheme of standardwebhooks.com."""

import asyncio
import base64
import json
import secrets
import ssl
from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

import httpx2
from django.conf import settings
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError
from standardwebhooks.webhooks import EmptyWebhookSecretError

from bots.channels.base import Forged, Inbound, Malformed, Outbound, SendError, Setting, Unusable
from bots.channels.webhook_body import read_inbound
from staff.outside import NotFound, Refused, checked_address

TIMEOUT_SECONDS = 10.0  # for a whole send, however slowly the other side drips


def new_secret() -> str:
    return "whsec_" + base64.b64encode(secrets.token_bytes(24)).decode()


class GenericWebhook:
    """config: {"secret": "whsec_…", "url": where outbound messages are posted}."""

    label = "Webhook"
    carries_files = True
    path = "/in/{token}/"
    settings: tuple[Setting, ...] = (
        Setting("url", "Outbound URL", "Where answers are posted. Empty: answers cannot be delivered."),
        Setting(
            "secret",
            "Signing secret",
            "Signs both directions, see standardwebhooks.com. Empty it for a new one.",
        ),
    )

    def shown(self, config: Mapping[str, Any]) -> dict[str, str]:
        return {setting.name: str(config.get(setting.name, "")) for setting in self.settings}

    def configure(self, typed: Mapping[str, str]) -> dict[str, Any]:
        url, secret = typed.get("url", "").strip(), typed.get("secret", "").strip()
        if url:
            _check_url(url)
        if secret:
            _check_secret(secret)
        return {"url": url, "secret": secret or new_secret()}

    def parse(self, config: Mapping[str, Any], headers: Mapping[str, str], body: bytes) -> Inbound:
        try:
            text = body.decode()
        except UnicodeDecodeError as error:
            raise Malformed("body", "The body is not UTF-8.") from error
        try:
            Webhook(config["secret"]).verify(text, dict(headers), json_parse=False)
        except (WebhookVerificationError, EmptyWebhookSecretError, ValueError, KeyError) as error:
            raise Forged("The signature is missing, wrong or older than five minutes.") from error
        return read_inbound(text)

    def send(self, config: Mapping[str, Any], message: Outbound) -> None:
        url = config.get("url")
        if not url:
            raise SendError("The channel has no URL to send to.", permanent=True)
        body = json.dumps(_event(message), ensure_ascii=False)
        at = timezone.now()
        headers = {
            "content-type": "application/json",
            "user-agent": "handover-webhook/1",
            "webhook-id": message.key,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": Webhook(config["secret"]).sign(message.key, at, body),
        }
        _post(url, body.encode(), headers)


def _check_url(url: str) -> None:
    try:
        checked_address(url, settings.OUTBOUND_ALLOWED_HOSTS)
    except ValueError as error:
        raise Unusable("url", str(error)) from error


def _check_secret(secret: str) -> None:
    try:
        long_enough = len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) >= 24
    except ValueError:
        long_enough = False
    if not (long_enough and secret.startswith("whsec_")):
        raise Unusable("secret", "A secret is whsec_ followed by at least 24 bytes in base64.")


def _event(message: Outbound) -> dict[str, Any]:
    return {
        "type": "message.created",
        "timestamp": message.at.isoformat(),
        "data": {
            "conversation": message.conversation,
            "contact": {"id": message.contact_id},
            "message": {
                "id": message.key.removeprefix("msg_"),
                "author": message.author,
                "text": message.text,
                **_links(message),
            },
        },
    }


def _links(message: Outbound) -> dict[str, Any]:
    return {"attachments": [asdict(link) for link in message.attachments]} if message.attachments else {}


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    """Reading all certificates takes longer than most requests."""
    return httpx2.create_ssl_context()


def _post(url: str, body: bytes, headers: Mapping[str, str]) -> None:
    """Connects to the address that was checked; redirects are not followed, so none leads elsewhere."""
    try:
        host, address = checked_address(url, settings.OUTBOUND_ALLOWED_HOSTS)
        target = httpx2.URL(url).copy_with(host=address)
        status = asyncio.run(_status(target, host, body, {**headers, "host": urlsplit(url).netloc}))
    except (Refused, httpx2.InvalidURL) as error:
        raise SendError(str(error), permanent=True) from error
    except NotFound as error:
        raise SendError(str(error)) from error
    except TimeoutError as error:
        raise SendError(f"Timeout: no answer within {TIMEOUT_SECONDS:g} seconds.") from error
    except httpx2.HTTPError as error:
        raise SendError(f"{type(error).__name__}: {error}"[:300]) from error
    if not 200 <= status < 300:
        raise SendError(f"The other side answered {status}.")


async def _status(target: httpx2.URL, host: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Only the status of the answer is read: its body may be endless.

    The client's own time-out begins again with every byte, so a clock around all of it ends the wait.
    """
    async with (
        asyncio.timeout(TIMEOUT_SECONDS),
        httpx2.AsyncClient(
            verify=_trusted(), timeout=None, trust_env=False, follow_redirects=False
        ) as client,
        client.stream(
            "POST", target, content=body, headers=headers, extensions={"sni_hostname": host}
        ) as response,
    ):
        return response.status_code
