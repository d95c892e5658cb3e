"""A contact's browser, as far as tests of the web chat need one."""

import uuid
from typing import Any

from django.test import Client

from bots.models import Channel
from handover.models import Conversation

SCRIPT = {"accept": "application/json"}


def url(channel: Channel, part: str = "") -> str:
    return f"/chat/{channel.token}/{part}"


def post(client: Client, channel: Channel, text: str, key: str = "", **more: str) -> Any:
    """Send as the page's script does."""
    data = {"text": text, "key": key or str(uuid.uuid4()), **more}
    return client.post(url(channel, "send/"), data, headers=SCRIPT)


def shown(client: Client, channel: Channel) -> str:
    response = client.get(url(channel, "thread/"))
    assert response.status_code == 200
    return response.content.decode()


def only_conversation() -> Conversation:
    return Conversation.objects.for_lists().get()
