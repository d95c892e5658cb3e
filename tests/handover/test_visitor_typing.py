"""A contact's page says over its socket that they are writing: in their own conversation."""

import pytest
from asgiref.sync import sync_to_async
from django.utils import timezone

from bots.channels.base import Inbound
from bots.models import Channel
from handover import intake
from handover.models import Conversation
from tests.handover.test_visitor_socket import Line, cookie_of

pytestmark = [pytest.mark.asyncio, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


async def test_typing_is_noted_in_the_visitors_own_conversation(webchat: Channel) -> None:
    cookie = await sync_to_async(cookie_of)(webchat)
    for number, visitor in enumerate((cookie.split(":")[0], "somebody else")):
        inbound = Inbound(str(number), visitor, "Hello")
        await sync_to_async(intake.receive)(webchat, inbound, now=timezone.now())
    line = Line(webchat, cookie)
    assert (await line.connect())[0]
    await line.say(text='{"typing":true}')
    await line.say(text='{"ping":true}')
    while (await line.heard())["changed"]:
        """Only the answer to the ping says that everything before it was heard."""
    own, other = [one async for one in Conversation.objects.order_by("pk")]
    assert own.contact_typed_at is not None
    assert other.contact_typed_at is None
    await line.leave()


async def test_who_has_not_written_yet_types_nowhere(webchat: Channel) -> None:
    line = Line(webchat, await sync_to_async(cookie_of)(webchat))
    await line.connect()
    await line.say(text='{"typing":true}')
    assert await line.end.receive_nothing()
    assert not await Conversation.objects.aexists()
    await line.leave()
