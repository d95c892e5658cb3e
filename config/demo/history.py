"""The week before: the stories, played in the order in which they happened."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import F

from bots.models import Bot
from config.demo.people import ANA, BEA, CARL
from config.demo.player import PREFIX, Player
from config.demo.script import in_order
from config.demo.stories import STORIES
from handover import clock
from handover.models import Address, Conversation
from handover.notices import link
from staff.models import Member, Notification

UNREAD = {ANA.email: 1, BEA.email: 2, CARL.email: 1}  # the latest so many
READ_AFTER = timedelta(minutes=3)


def exists(bot: Bot) -> bool:
    return Address.objects.filter(channel__bot=bot, external_id__startswith=PREFIX).exists()


def write(bot: Bot, team: Mapping[str, Member], *, now: datetime) -> None:
    """All stories, ending shortly before now, in the caller's transaction. Errors: OffScript."""
    player = Player(bot, team)
    for scene in in_order(STORIES, now):
        player.play(scene)
    for waiting in Conversation.objects.filter(bot=bot).exclude(deadline_at=None):
        clock.restart(waiting.pk, now=now)  # the story ends here; nobody is late the moment it is loaded
    told = [link(conversation) for conversation in Conversation.objects.filter(bot=bot)]
    for email, count in UNREAD.items():
        bell = Notification.objects.filter(member=team[email], url__in=told).under_bell()
        newest = list(bell.order_by("-created_at", "-pk").values_list("pk", flat=True)[:count])
        bell.exclude(pk__in=newest).update(read_at=F("created_at") + READ_AFTER)
