"""Small things that tests of tasks, contacts and tags share."""

import re
from html import unescape
from typing import Any

from django.contrib.auth.models import Group, Permission

from staff.models import Member
from tests.pages import text


def only(member: Member, *codenames: str) -> None:
    """From now on the member may do just this."""
    member.groups.set(Group.objects.none())
    member.user_permissions.set(Permission.objects.filter(codename__in=codenames))


def plain(response: Any) -> str:
    """What is to be read on the page, without markup and runs of blanks."""
    inside = text(response).split('class="setup people"', 1)[-1]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", inside)))
