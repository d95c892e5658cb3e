from datetime import datetime, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from staff.models import ADMINISTRATOR, Member, MemberAddress, Notification
from staff.preferences import choices
from staff.roles import role_of
from staff.transports import KINDS
from tests.conftest import Say
from tests.pages import errors, text, typed

pytestmark = pytest.mark.django_db
MEMBERS = "/admin/staff/member/"


@pytest.fixture(autouse=True)
def _signed_in(client: Client, ana: Member) -> None:
    client.force_login(ana)


def change(member: Member) -> str:
    return reverse("admin:staff_member_change", args=[member.pk])


def test_an_administrator_sees_every_page(client: Client, bea: Member, say: Say) -> None:
    say("I want to talk to a human")
    notification = Notification.objects.latest("pk")
    pages = [
        MEMBERS,
        f"{MEMBERS}add/",
        change(bea),
        reverse("admin:auth_user_password_change", args=[bea.pk]),
        reverse("admin:staff_notification_changelist"),
        reverse("admin:staff_notification_change", args=[notification.pk]),
        reverse("admin:staff_delivery_changelist"),
        reverse("admin:staff_delivery_change", args=[notification.deliveries.get().pk]),
    ]
    for page in pages:
        assert client.get(page).status_code == 200, page


def test_the_list_and_a_members_page_are_called_as_in_the_sidebar(client: Client, bea: Member) -> None:
    page = text(client.get(MEMBERS))
    assert "My Staff" in page[page.index("<h1") : page.index("</h1>")]
    assert f'href="{change(bea)}">Edit<span class="only-heard"> {bea.name}</span>' in page
    page = text(client.get(change(bea)))
    assert f'<a href="{MEMBERS}">My Staff</a>' in page
    assert bea.name in page[page.index("<h1") : page.index("</h1>")]


def test_a_member_sees_none_of_them(client: Client, bea: Member, carl: Member) -> None:
    client.force_login(carl)
    for page in (MEMBERS, f"{MEMBERS}add/", change(bea), change(carl), "/admin/staff/notification/"):
        assert client.get(page).status_code == 403, page
    password = reverse("admin:auth_user_password_change", args=[bea.pk])
    assert client.post(password, {"password1": "x", "password2": "x"}).status_code == 403
    assert "My Staff" not in text(client.get("/admin/", follow=True))


def test_nothing_told_is_written_by_hand(client: Client, say: Say) -> None:
    say("I want to talk to a human")
    notification = Notification.objects.latest("pk")
    assert client.get("/admin/staff/notification/add/").status_code == 403
    assert (
        client.post(f"/admin/staff/notification/{notification.pk}/change/", {"title": "x"}).status_code == 403
    )
    assert client.post(f"/admin/staff/notification/{notification.pk}/delete/").status_code == 403


@pytest.mark.parametrize("role", ["administrator", "member"])
def test_a_new_member_has_a_role_and_a_password(client: Client, role: str) -> None:
    secret = "a longer secret 7"
    data = {
        "email": "Eva@Shop.example",
        "name": "Eva",
        "role": role,
        "password1": secret,
        "password2": secret,
    }
    client.post(f"{MEMBERS}add/", data)
    made = Member.objects.get(email="eva@shop.example")
    assert role_of(made) == role
    assert made.check_password(secret)


def test_an_address_is_taken_once(client: Client, bea: Member) -> None:
    secret = "a longer secret 7"
    data = {
        "email": bea.email.upper(),
        "name": "B",
        "role": "member",
        "password1": secret,
        "password2": secret,
    }
    assert "already has this email address" in errors(client.post(f"{MEMBERS}add/", data))


def test_a_role_is_changed(client: Client, bea: Member) -> None:
    client.post(change(bea), typed(client.get(change(bea)), role=ADMINISTRATOR))
    bea = Member.objects.get(pk=bea.pk)
    assert role_of(bea) == ADMINISTRATOR
    assert [group.name for group in bea.groups.all()] == [ADMINISTRATOR]


@pytest.mark.parametrize("changes", [{"role": "member"}, {"is_active": False}])
def test_the_only_administrator_stays_one(client: Client, ana: Member, changes: dict[str, Any]) -> None:
    response = client.post(change(ana), typed(client.get(change(ana)), **changes))
    assert "the only administrator" in errors(response)
    assert role_of(Member.objects.get(pk=ana.pk, is_active=True)) == ADMINISTRATOR


def test_members_are_switched_off_not_deleted(client: Client, ana: Member, bea: Member) -> None:
    assert client.get(reverse("admin:staff_member_delete", args=[bea.pk])).status_code == 403
    response = client.post(
        MEMBERS, {"action": "deactivate", "_selected_action": [ana.pk, bea.pk]}, follow=True
    )
    assert "the only administrator" in text(response)
    assert not Member.objects.get(pk=bea.pk).is_active
    assert Member.objects.get(pk=ana.pk).is_active
    client.post(MEMBERS, {"action": "activate", "_selected_action": [bea.pk]})
    assert Member.objects.get(pk=bea.pk).is_active


def test_an_administrator_sets_a_new_password(client: Client, bea: Member) -> None:
    page = reverse("admin:auth_user_password_change", args=[bea.pk])
    client.post(page, {"password1": "a longer secret 7", "password2": "a longer secret 7"})
    assert Member.objects.get(pk=bea.pk).check_password("a longer secret 7")


def test_notification_settings_stand_on_the_members_page(client: Client, bea: Member) -> None:
    page = client.get(change(bea))
    assert "Notification Settings" in text(page)
    told = [choice.key for choice in choices(bea) if choice.enabled and choice.key != "task_assigned:in_app"]
    client.post(change(bea), typed(page, told=told, quiet_from="22:00", quiet_until="07:00"))
    preference = bea.preferences.get()
    assert Member.objects.get(pk=bea.pk).quiet_from == time(22)
    assert (preference.event, preference.transport, preference.enabled) == ("task_assigned", "in_app", False)


def test_an_untouched_matrix_stays_the_default(client: Client, bea: Member) -> None:
    client.post(change(bea), typed(client.get(change(bea)), name="Bea B."))
    assert Member.objects.get(pk=bea.pk).name == "Bea B."
    assert not bea.preferences.exists()


def test_groups_and_second_addresses_have_no_page(client: Client) -> None:
    assert client.get("/admin/auth/group/").status_code == 404
    assert client.get("/admin/account/emailaddress/").status_code == 404


def test_my_staff_says_how_each_hears_of_handovers(
    client: Client, ana: Member, bea: Member, carl: Member, now: datetime
) -> None:
    MemberAddress.objects.create(
        member=bea, transport="web_push", address="https://push.example/1", created_at=now
    )
    for event in ("conversation_assigned", "conversation_handed_over"):
        for transport in KINDS:
            carl.preferences.create(event=event, transport=transport, enabled=False)
    page = text(client.get(MEMBERS))
    assert "app, browser" in page
    assert page.count("not told of handovers") == 1


def test_my_staff_takes_no_query_for_each_member(client: Client, django_assert_max_num_queries: Any) -> None:
    for number in range(30):
        Member.objects.create_user(f"m{number}@shop.example", name=f"M{number}")
    with django_assert_max_num_queries(20):
        client.get(MEMBERS)
