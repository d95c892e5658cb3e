import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client, override_settings
from pytest_django import Settings

from staff.models import Member
from tests.conftest import PASSWORD
from tests.pages import text

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"


def test_a_member_known_only_by_the_address_on_their_page_signs_in(client: Client, bea: Member) -> None:
    response = client.post(LOGIN, {"login": "BEA@shop.example", "password": PASSWORD})
    assert response.status_code == 302
    assert response["location"] == "/"
    assert client.session["_auth_user_id"] == str(bea.pk)


def test_the_admin_sends_strangers_to_our_sign_in_and_back(client: Client, ana: Member) -> None:
    response = client.get("/admin/bots/bot/", follow=True)
    assert response.redirect_chain[-1][0] == "/accounts/login/?next=%2Fadmin%2Fbots%2Fbot%2F"
    signed_in = client.post(LOGIN, {"login": ana.email, "password": PASSWORD, "next": "/admin/bots/bot/"})
    assert signed_in["location"] == "/admin/bots/bot/"


def test_nobody_is_sent_to_another_site(client: Client, ana: Member) -> None:
    response = client.post(LOGIN, {"login": ana.email, "password": PASSWORD, "next": "https://evil.example/"})
    assert response["location"] == "/"


def test_a_wrong_password_is_said_beside_the_form(client: Client, bea: Member) -> None:
    response = client.post(LOGIN, {"login": bea.email, "password": "wrong"})
    assert "do not belong together" in text(response)
    assert 'role="alert"' in text(response)


def test_an_error_is_tied_to_its_field(client: Client) -> None:
    page = text(client.post(LOGIN, {"login": "no address", "password": "x"}))
    assert 'aria-describedby="id_login_error"' in page
    assert 'id="id_login_error"' in page


def test_after_five_failed_attempts_the_page_says_how_long_to_wait(client: Client, bea: Member) -> None:
    for _ in range(5):
        client.post(LOGIN, {"login": bea.email, "password": "wrong"})
    response = client.post(LOGIN, {"login": bea.email, "password": PASSWORD})
    assert "Wait five minutes" in text(response)
    assert "_auth_user_id" not in client.session


def test_a_deactivated_member_is_told_so(client: Client, bea: Member) -> None:
    Member.objects.filter(pk=bea.pk).update(is_active=False)
    response = client.post(LOGIN, {"login": bea.email, "password": PASSWORD}, follow=True)
    assert "switched off" in text(response)


def test_signing_out_is_a_post(client: Client, bea: Member) -> None:
    client.force_login(bea)
    assert client.get("/accounts/logout/").status_code == 200
    assert client.get("/admin/logout/").status_code == 405
    assert "_auth_user_id" in client.session
    response = client.post("/admin/logout/")
    assert response["location"] == LOGIN
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("path", ["signup/", "email/", "confirm-email/", "confirm-email/x/", "password/set/"])
def test_accounts_are_made_by_administrators_alone(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}", {"email": "x@y.example"}).status_code == 404


def test_without_a_mail_server_a_forgotten_password_is_for_an_administrator(
    client: Client, bea: Member, settings: Settings
) -> None:
    settings.EMAIL_SENDS = False
    for response in (
        client.get("/accounts/password/reset/"),
        client.post("/accounts/password/reset/", {"email": bea.email}),
    ):
        assert "Ask an administrator" in text(response)
    assert mail.outbox == []


@override_settings(EMAIL_SENDS=True)
def test_with_a_mail_server_a_link_sets_a_new_password(client: Client, bea: Member) -> None:
    done = client.post("/accounts/password/reset/", {"email": bea.email}, follow=True)
    assert "Look at your inbox" in text(done)
    link = re.search(r"http://[^/]+(/\S+)", str(mail.outbox[0].body))
    assert link
    page = client.get(link[1], follow=True)
    chosen = {"password1": "a longer secret 7", "password2": "a longer secret 7"}
    client.post(page.redirect_chain[-1][0], chosen)
    bea.refresh_from_db()
    assert bea.check_password("a longer secret 7")
    assert "does not work any more" in text(Client().get(link[1], follow=True))


@override_settings(EMAIL_SENDS=True)
def test_a_forgotten_password_does_not_tell_who_is_on_staff(client: Client, bea: Member) -> None:
    known = client.post("/accounts/password/reset/", {"email": bea.email}, follow=True)
    unknown = client.post("/accounts/password/reset/", {"email": "nobody@shop.example"}, follow=True)
    assert re.sub(r'value="\w+"', "", text(known)) == re.sub(r'value="\w+"', "", text(unknown))
    assert len(mail.outbox) == 1


def test_a_member_changes_their_password(client: Client, bea: Member) -> None:
    client.force_login(bea)
    assert client.get("/admin/password_change/")["location"] == "/accounts/password/change/"
    typed = {"oldpassword": PASSWORD, "password1": "a longer secret 7", "password2": "a longer secret 7"}
    client.post("/accounts/password/change/", typed)
    bea.refresh_from_db()
    assert bea.check_password("a longer secret 7")


def test_pages_allow_neither_inline_scripts_nor_eval(client: Client, ana: Member) -> None:
    client.force_login(ana)
    for path in ("/desk/", "/admin/bots/bot/", "/accounts/password/change/"):
        response = client.get(path)
        rules = dict(rule.strip().split(" ", 1) for rule in response["content-security-policy"].split(";"))
        assert rules["script-src"] == "'self'"
        assert not re.search(r"<script(?![^>]*\bsrc=)", text(response)), path
        assert not re.search(r"<style|\son\w+=", text(response)), path


def test_the_shell_begins_where_each_role_works(
    client: Client, ana: Member, bea: Member, carl: Member
) -> None:
    assert client.get("/admin/")["location"].startswith("/admin/login/")
    for member, page in ((ana, "/admin/bots/bot/"), (bea, "/desk/")):
        client.force_login(member)
        assert client.get("/admin/")["location"] == page
    carl.groups.clear()
    client.force_login(carl)
    assert client.get("/admin/").status_code == 200


def test_a_crowd_of_visitors_does_not_make_it_forget_failed_attempts(client: Client, bea: Member) -> None:
    for _ in range(6):
        refused = client.post(LOGIN, {"login": bea.email, "password": "wrong"})
    assert "Too many failed attempts" in text(refused)
    for visitor in range(1000):
        cache.add(f"visitor:{visitor}", 0, timeout=120)
    assert "Too many failed attempts" in text(client.post(LOGIN, {"login": bea.email, "password": PASSWORD}))
