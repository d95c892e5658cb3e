"""How near a conversation is to being handed over for answers that failed, as the desk shows it."""

from collections.abc import Sequence

from bots.detection.unresolved import Standing, standing
from bots.models import Scenario
from bots.transcript import Author, Transcript, Utterance
from handover.models import Conversation, Message
from handover.models.message import UNHEARD

UNSAID = (Message.Status.SUPPRESSED, Message.Status.SUGGESTED)


def standing_of(conversation: Conversation, messages: Sequence[Message]) -> Standing | None:
    """None where nothing failed, or where no scenario counts. messages: the latest, oldest first."""
    if conversation.status == Conversation.Status.RESOLVED or conversation.bot is None:
        return None
    said = [one for one in messages if _said(one)]
    transcript = Transcript(
        tuple(Utterance(Author(one.author), one.text) for one in said),
        fresh_from=sum(one.created_at < conversation.bot_since for one in said),
    )
    if not standing(transcript, 0).failures or not conversation.bot.handover_enabled:
        return None
    counting = Scenario.objects.filter(
        bot=conversation.bot_id, enabled=True, trigger=Scenario.Kind.FAILED_TO_RESOLVE
    )
    retries = counting.values_list("retries", flat=True).first()
    return None if retries is None else standing(transcript, retries)


def _said(message: Message) -> bool:
    """As MessageQuerySet.said() and beside_holding() have it."""
    heard = message.direction not in UNHEARD and message.status not in UNSAID
    return heard and not message.is_holding
