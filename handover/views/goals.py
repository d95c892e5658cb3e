"""Bot Goals: what the bot hands over, to whom, and whether anything stands in the way."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from bots.models import Bot
from bots.views.frame import sets_up_bots
from handover.views.goals_page import shown
from staff.views.shell import SignedIn


@require_safe
@sets_up_bots
def goals(request: SignedIn, bot: Bot) -> HttpResponse:
    return shown(request, bot)
