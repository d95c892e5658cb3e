from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from unfold.forms import AdminPasswordChangeForm

from staff import preferences, roles
from staff.backoffice import ModelAdmin, ReadOnlyAdmin, ReadOnlyInline, labelled, link
from staff.forms import MemberAddForm, MemberForm, told_by
from staff.live import farewell
from staff.models import Delivery, Member, Notification
from staff.transports import KINDS

if TYPE_CHECKING:
    BaseUserAdmin = UserAdmin[Member]
else:
    BaseUserAdmin = UserAdmin

# Roles are chosen on a member's page, and a member has one address: the one on that page.
admin.site.unregister(Group)
admin.site.unregister(EmailAddress)


@admin.register(Member)
class MemberAdmin(BaseUserAdmin, ModelAdmin):
    form = MemberForm
    list_title = "My Staff"
    add_form = MemberAddForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["name", "email", "shown_role", "is_active", "last_login"]
    list_display_links = ["name", "email"]
    list_filter = ["is_active", "groups"]
    search_fields = ["name", "email"]
    ordering = ["name", "pk"]
    filter_horizontal = []
    readonly_fields = ["password_link", "last_login", "date_joined"]
    fieldsets = [
        ("General", {"fields": ["name", "email", "role", "is_active"], "classes": ["tab"]}),
        ("Notification Settings", {"fields": [told_by(kind) for kind in KINDS], "classes": ["tab"]}),
        ("Sign-in", {"fields": ["password_link", "last_login", "date_joined"], "classes": ["tab"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["name", "email", "role"]}),
        ("Password", {"fields": ["password1", "password2"]}),
    ]
    actions = ["deactivate", "activate"]
    empty_text = "Add the people who answer when the bot hands over."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        return super().get_queryset(request).prefetch_related("groups")

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The matrix adds its fields itself."""
        if obj is not None:
            kwargs["fields"] = ["name", "email", "is_active"]
        return super().get_form(request, obj, change=change, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Their conversations and messages stay theirs: members are switched off instead."""
        return False

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if not obj.is_active:
            farewell(obj.pk)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        roles.set_role(form.instance, form.cleaned_data["role"])
        if change:
            preferences.choose(form.instance, form.told())

    @labelled("role", {"Administrator": "primary", "Member": "info", "None": "warning"})
    def shown_role(self, member: Member) -> str:
        return roles.ROLES.get(roles.role_of(member), "None")

    @admin.display(description="password")
    def password_link(self, member: Member) -> str:
        url = reverse("admin:auth_user_password_change", args=[member.pk])
        return format_html('<a class="house-link" href="{}">Set a new password</a>', url)

    @admin.action(description="Deactivate", permissions=["change"])
    def deactivate(self, request: HttpRequest, chosen: QuerySet[Member]) -> None:
        for member in chosen:
            try:
                roles.deactivate(member)
            except ValidationError as error:
                self.message_user(request, error.messages[0], messages.ERROR)
            else:
                self.message_user(
                    request, f"{member} is switched off; open conversations are back in the queue."
                )

    @admin.action(description="Activate", permissions=["change"])
    def activate(self, request: HttpRequest, chosen: QuerySet[Member]) -> None:
        for member in chosen:
            roles.activate(member)
        self.message_user(request, "They can sign in again.")


class DeliveryInline(ReadOnlyInline):
    model = Delivery
    tab = False
    fields = ["shown_transport", "status", "attempts", "next_try_at", "delivered_at", "last_error"]

    @admin.display(description="transport")
    def shown_transport(self, delivery: Delivery) -> str:
        return KINDS[delivery.transport].label if delivery.transport in KINDS else delivery.transport


@admin.register(Notification)
class NotificationAdmin(ReadOnlyAdmin):
    list_title = "Sent notifications"
    list_display = ["created_at", "member", "event", "title", "shown_deliveries", "read_at"]
    list_filter = ["event", "deliveries__status", "deliveries__transport", "member"]
    list_select_related = ["member"]
    search_fields = ["title", "member__name", "member__email", "cause"]
    date_hierarchy = "created_at"
    fields = ["member", "event", "title", "body", "shown_url", "created_at", "read_at"]
    inlines = [DeliveryInline]
    empty_text = "Nobody has been notified yet. The first handover does it."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Notification]:
        return super().get_queryset(request).prefetch_related("deliveries")

    @admin.display(description="deliveries")
    def shown_deliveries(self, notification: Notification) -> str:
        rows = notification.deliveries.all()
        return ", ".join(f"{row.transport}: {row.get_status_display().lower()}" for row in rows) or "–"

    @admin.display(description="shows")
    def shown_url(self, notification: Notification) -> str:
        return (
            format_html('<a class="house-link" href="{0}">{0}</a>', notification.url)
            if notification.url
            else "–"
        )


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    list_display = [
        "shown_notification",
        "member",
        "transport",
        "status",
        "attempts",
        "next_try_at",
        "last_error",
    ]
    list_filter = ["status", "transport"]
    list_select_related = ["notification__member"]
    search_fields = ["notification__title", "last_error"]
    fields = [
        "shown_notification",
        "member",
        "transport",
        "status",
        "attempts",
        "next_try_at",
        "delivered_at",
        "last_error",
    ]
    empty_text = "Nothing was sent yet."

    @admin.display(description="notification")
    def shown_notification(self, delivery: Delivery) -> str:
        return link("admin:staff_notification_change", delivery.notification_id, delivery.notification)

    @admin.display(description="member")
    def member(self, delivery: Delivery) -> Member:
        return delivery.notification.member
