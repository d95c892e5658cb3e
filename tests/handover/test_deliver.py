"""outbox.deliver: everything said is sent, in order, and what is not sent is seen."""

import json
from datetime import datetime, timedelta

import pytest

from bots.channels.base import Inbound, SendError
from bots.models import Channel
from handover import assignment, desk, intake, outbox
from handover.models import Conversation, Message
from handover.outbox import LEASE
from staff.models import Member
from staff.retries import RETRY_AFTER
from tests.conftest import Receiver


def put(conversation: Conversation, text: str, now: datetime, **fields: object) -> Message:
    latest = Conversation.objects.for_lists().get(pk=conversation.pk)
    message = outbox.outbound(latest, text, now=now, **fields)  # type: ignore[arg-type]
    message.save()
    return message


def said(receiver: Receiver) -> list[str]:
    return [json.loads(body)["data"]["message"]["text"] for _, _, body in receiver.got]


def status(message: Message) -> str:
    message.refresh_from_db()
    return message.status


def test_messages_are_sent_in_the_order_they_were_written(
    hooked: Conversation, receiver: Receiver, now: datetime
) -> None:
    for text in "abc":
        put(hooked, text, now)
    assert outbox.deliver(hooked.pk, now=now) == 3
    assert outbox.deliver(hooked.pk, now=now) == 0
    assert said(receiver) == ["a", "b", "c"]


def test_a_message_waits_for_the_one_before_it(
    hooked: Conversation, receiver: Receiver, now: datetime
) -> None:
    receiver.answers = [503]
    first, second = put(hooked, "a", now), put(hooked, "b", now)
    assert outbox.deliver(hooked.pk, now=now) == 0
    assert said(receiver) == ["a"]
    outbox.sweep(now=now + timedelta(seconds=1))
    assert said(receiver) == ["a"], "neither is due"
    outbox.sweep(now=now + RETRY_AFTER[0])
    assert said(receiver) == ["a", "a", "b"]
    assert (status(first), status(second)) == ("delivered", "delivered")


def test_it_is_tried_again_with_growing_delays_and_then_fails_for_all_to_see(
    hooked: Conversation, receiver: Receiver, now: datetime
) -> None:
    receiver.answers = [500] * 99
    message, behind = put(hooked, "a", now), put(hooked, "b", now)
    waits, at = [], now
    for _ in RETRY_AFTER:
        outbox.deliver(hooked.pk, now=at)
        assert status(message) == "pending"
        assert message.last_error == "The other side answered 500."
        assert message.next_try_at is not None
        waits.append(message.next_try_at - at)
        at = message.next_try_at
    assert waits == RETRY_AFTER == sorted(RETRY_AFTER)
    receiver.answers = [500]
    outbox.deliver(hooked.pk, now=at)
    assert status(message) == "failed"
    assert message.next_try_at is None
    assert status(behind) == "delivered", "what failed for good holds nothing up"
    assert {headers["webhook-id"] for _, headers, body in receiver.got if b'"a"' in body} == {message.key}


def test_a_failed_message_can_be_tried_again(hooked: Conversation, receiver: Receiver, now: datetime) -> None:
    message = put(hooked, "a", now, status=Message.Status.FAILED, attempts=9, next_try_at=None)
    desk.retry(message, now=now)
    outbox.deliver(hooked.pk, now=now)
    assert status(message) == "delivered"
    desk.retry(message, now=now)
    assert status(message) == "delivered", "only what failed is tried again"
    assert said(receiver) == ["a"]


def test_what_a_dead_worker_held_is_sent_again_with_the_same_key_once_its_lease_is_over(
    hooked: Conversation, receiver: Receiver, now: datetime
) -> None:
    message = put(hooked, "a", now, lease_until=now + LEASE, attempts=1)
    behind = put(hooked, "b", now)
    outbox.sweep(now=now + LEASE / 2)
    assert said(receiver) == []
    outbox.sweep(now=now + LEASE)
    assert said(receiver) == ["a", "b"]
    assert receiver.got[0][1]["webhook-id"] == message.key
    assert status(behind) == "delivered"


def test_the_sweep_finds_what_was_due_however_long_ago(
    hooked: Conversation, receiver: Receiver, now: datetime
) -> None:
    put(hooked, "a", now - timedelta(days=90))
    assert outbox.sweep(now=now) == 1
    assert said(receiver) == ["a"]


def test_a_slow_failure_does_not_undo_what_somebody_else_delivered_meanwhile(
    hooked: Conversation, receiver: Receiver, now: datetime, bea: Member
) -> None:
    message = put(hooked, "a", now, lease_until=now + LEASE, attempts=1)
    outbox.deliver(hooked.pk, now=now + LEASE)
    outbox._note_failure(message, SendError("It took too long."), now)
    assert status(message) == "delivered"


def test_an_answer_of_the_bot_is_not_sent_after_a_takeover(
    hooked: Conversation, receiver: Receiver, bea: Member, now: datetime
) -> None:
    answer = put(hooked, "bot", now)
    assignment.claim(hooked, bea, now=now)
    outbox.sweep(now=now)
    assert said(receiver) == []
    assert status(answer) == "suppressed"
    assert answer.last_error == outbox.TOOK_OVER


def test_an_answer_that_waits_for_its_next_try_holds_nobody_up_after_a_takeover(
    hooked: Conversation, receiver: Receiver, bea: Member, now: datetime
) -> None:
    receiver.answers = [500]
    answer = put(hooked, "bot", now)
    outbox.deliver(hooked.pk, now=now)
    Message.objects.filter(pk=answer.pk).update(next_try_at=now + timedelta(hours=2))
    desk.reply(hooked, bea, "Bea here.", now=now)
    assert outbox.sweep(now=now) == 1
    assert said(receiver) == ["bot", "Bea here."]
    assert status(answer) == "suppressed"


def test_the_final_message_is_sent_although_a_person_has_it_by_then(
    hooked: Conversation, receiver: Receiver, bea: Member, now: datetime
) -> None:
    final = put(hooked, "final", now, is_final=True)
    assignment.claim(hooked, bea, now=now)
    outbox.sweep(now=now)
    assert said(receiver) == ["final"]
    assert status(final) == "delivered"


@pytest.mark.parametrize("gone", ["off", "deleted"])
def test_on_a_channel_switched_off_or_deleted_it_fails_at_once_and_says_why(
    gone: str, hooked: Conversation, channel: Channel, receiver: Receiver, now: datetime
) -> None:
    message = put(hooked, "a", now)
    if gone == "off":
        Channel.objects.update(enabled=False)
    else:
        channel.delete()
    outbox.sweep(now=now)
    assert said(receiver) == []
    assert status(message) == "failed"
    assert message.last_error == "The channel was switched off or deleted."


@pytest.mark.parametrize(
    "config",
    [
        {},
        {"url": "http://[::1", "secret": "whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0"},
        {"url": "http://127.0.0.1:99999/", "secret": "whsec_MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0"},
        {"url": "http://127.0.0.1:1/", "secret": ""},
        {"url": "http://127.0.0.1:1/"},
        {"url": 7, "secret": None},
    ],
)
def test_a_channel_set_up_wrongly_stops_neither_the_sweep_nor_other_conversations(
    config: dict[str, object], hooked: Conversation, channel: Channel, now: datetime
) -> None:
    Channel.objects.filter(pk=channel.pk).update(config=config)
    message = put(hooked, "a", now)
    outbox.sweep(now=now)
    assert status(message) in ("failed", "pending")
    assert message.last_error
    assert message.lease_until is None


def test_one_conversation_cannot_keep_a_worker(
    hooked: Conversation, receiver: Receiver, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outbox, "DELIVER_AT_MOST", 5)
    latest = Conversation.objects.for_lists().get(pk=hooked.pk)
    Message.objects.bulk_create(
        outbox.outbound(latest, str(n), now=now) for n in range(outbox.DELIVER_AT_MOST + 1)
    )
    assert outbox.deliver(hooked.pk, now=now) == outbox.DELIVER_AT_MOST
    assert outbox.deliver(hooked.pk, now=now) == 1
    assert said(receiver) == [str(n) for n in range(outbox.DELIVER_AT_MOST + 1)]


def test_a_job_begins_no_send_under_a_lease_that_would_end_before_it(
    hooked: Conversation,
    channel: Channel,
    receiver: Receiver,
    now: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(outbox, "WORK_SECONDS", 0.0)
    received = intake.receive(channel, Inbound("in-2", "another", "Hello"), now=now)
    other = Conversation.objects.get(pk=received.message.conversation_id)
    for text in "ab":
        put(hooked, text, now)
    put(other, "c", now)
    assert outbox.deliver(hooked.pk, now=now) == 1
    assert said(receiver) == ["a"]
    outbox.sweep(now=now)
    assert said(receiver) == ["a", "b"], "the next sweep has a `now` of its own"
    outbox.sweep(now=now)
    assert said(receiver) == ["a", "b", "c"]
