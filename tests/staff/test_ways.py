"""Where a member is told: set by themselves and tried out."""

from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from staff import addresses
from staff.models import Member, MemberAddress
from tests.conftest import Receiver
from tests.staff.test_sms import refuses
from tests.staff.test_sms import twilio as twilio

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", ["ways", "number", "test"])
def test_members_set_their_own_ways_and_nobody_elses(
    client: Client, bea: Member, carl: Member, name: str
) -> None:
    client.force_login(bea)
    more = ["in_app"] if name == "test" else []
    address = reverse(f"staff:{name}", args=[carl.pk, *more])
    response = client.get(address) if name == "ways" else client.post(address, {"number": ""})
    assert response.status_code == 403


def test_an_address_of_somebody_else_is_not_removed(
    client: Client, bea: Member, carl: Member, now: datetime
) -> None:
    row = addresses.add(carl, "sms", "+351912345678", now=now)
    client.force_login(bea)
    for name in ("address_remove", "address_on"):
        assert client.post(reverse(f"staff:{name}", args=[row.pk])).status_code == 403
    assert MemberAddress.objects.exists()


def test_a_test_says_truly_what_came_of_it(
    client: Client, bea: Member, twilio: Receiver, now: datetime
) -> None:
    client.force_login(bea)
    addresses.only(bea, "sms", "+351912345678", now=now)
    address = reverse("staff:test", args=[bea.pk, "sms"])
    assert "SMS: a test was sent and accepted." in client.post(address, follow=True).content.decode()
    refuses(twilio, 400, 21211)
    page = client.post(address, follow=True).content.decode()
    assert "Twilio answered 400" in page
    assert "Off since" in page
