"""A notice leads to a page of ours, whoever wrote what it is about."""

import pytest

from staff.audience import Notice
from staff.models import Event

ELSEWHERE = ["https://evil.example/", "//evil.example/", "/\\evil.example/", "javascript:alert(1)", "desk/1/"]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_a_notice_does_not_lead_to_another_site(path: str) -> None:
    with pytest.raises(ValueError, match="not a path on this site"):
        Notice(Event.NEW_MESSAGE, "message:1", "New", url=path)
    with pytest.raises(ValueError, match="not a path on this site"):
        Notice(Event.NEW_MESSAGE, "message:1", "New", action_label="Extend", action_url=path)


def test_it_may_lead_nowhere_or_to_a_page_of_ours() -> None:
    assert Notice(Event.NEW_MESSAGE, "message:1", "New").url == ""
    assert Notice(Event.NEW_MESSAGE, "message:1", "New", url="/desk/1/", action_url="/desk/1/extend/")
