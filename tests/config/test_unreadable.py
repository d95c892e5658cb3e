"""What no page can read is refused in words, not with an empty page."""

import pytest
from django.test import Client
from django.urls import reverse

from bots.models import Channel

pytestmark = pytest.mark.django_db


def test_a_file_name_without_end_is_refused_in_words(client: Client, webchat: Channel) -> None:
    said = f'form-data; name="files"; filename="{"x" * 4000}.png"'
    body = f"--b\r\nContent-Disposition: {said}\r\n\r\nx\r\n--b--\r\n"
    address = reverse("chat:send", args=[webchat.token])
    answer = client.post(address, body.encode(), content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 400
    assert "This could not be read" in answer.content.decode()
