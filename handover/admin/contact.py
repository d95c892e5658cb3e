from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from handover.models import Contact
from staff.backoffice import ListAdmin


@admin.register(Contact)
class ContactAdmin(ListAdmin):
    """Contacts have pages of their own; here they are searched, and deleted with all that is theirs."""

    search_fields = ["name", "email", "phone", "addresses__external_id"]

    @staticmethod
    def page_of(contact: Contact) -> str:
        return reverse("contacts:contact", args=[contact.pk])

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("contacts:list")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Nobody deletes a message by hand, but a contact may ask that all of theirs goes."""
        deleted, counts, _, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, set(), protected
