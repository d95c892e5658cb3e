"""Teams: their pages, and who may open them."""

import pytest
from django.test import Client
from django.urls import reverse

from staff.models import Member, Team
from tests.pages import errors, text, typed

pytestmark = pytest.mark.django_db
LIST, ADD = "/admin/staff/team/", "/admin/staff/team/add/"


def change(team: Team) -> str:
    return reverse("admin:staff_team_change", args=[team.pk])


@pytest.fixture(autouse=True)
def _signed_in(client: Client, ana: Member) -> None:
    client.force_login(ana)


def test_a_team_is_made_changed_and_removed(client: Client, bea: Member, carl: Member) -> None:
    client.post(ADD, typed(client.get(ADD), name="Workshop", members=[bea.pk, carl.pk]))
    team = Team.objects.get()
    assert (team.name, team.method, set(team.members.all())) == ("Workshop", "round_robin", {bea, carl})
    client.post(change(team), typed(client.get(change(team)), method="least_loaded", members=[bea.pk]))
    team.refresh_from_db()
    assert (team.method, list(team.members.all())) == ("least_loaded", [bea])
    client.post(reverse("admin:staff_team_delete", args=[team.pk]), {"post": "yes"})
    assert not Team.objects.exists()


def test_the_list_shows_how_they_choose_and_of_whom(client: Client, bea: Member) -> None:
    Team.objects.create(name="Workshop").members.add(bea)
    page = text(client.get(LIST))
    for shown in ("Workshop", "Round robin", "Bea Okoro"):
        assert shown in page
    assert LIST in text(client.get("/admin/staff/member/")), "it stands in the sidebar"


def test_a_name_is_taken_once(client: Client) -> None:
    Team.objects.create(name="Workshop")
    assert "There is a team of this name already." in errors(
        client.post(ADD, typed(client.get(ADD), name="Workshop", members=False))
    )


def test_a_team_may_be_empty_for_now(client: Client) -> None:
    client.post(ADD, typed(client.get(ADD), name="Workshop", members=False))
    assert not Team.objects.get().members.exists()


def test_a_member_who_was_switched_off_stays_in_their_team_but_joins_no_other(
    client: Client, bea: Member, carl: Member
) -> None:
    team = Team.objects.create(name="Workshop")
    team.members.add(bea)
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    client.post(change(team), typed(client.get(change(team)), name="The workshop"))
    assert list(team.members.all()) == [bea]
    refused = client.post(ADD, typed(client.get(ADD), name="Other", members=[bea.pk]))
    assert "not one of the available choices" in errors(refused)


@pytest.mark.parametrize("page", [LIST, ADD, "/admin/staff/holiday/", "/admin/staff/holiday/add/"])
def test_members_neither_see_nor_open_them(page: str, client: Client, bea: Member) -> None:
    client.force_login(bea)
    assert client.get(page).status_code == 403
    assert LIST not in text(client.get("/staff/notifications/"))
