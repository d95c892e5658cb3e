from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from staff.backoffice import ReadOnlyAdmin, ReadOnlyInline, link
from staff.models import Delivery, Member, Notification
from staff.transports import KINDS


def _label(kind: str) -> str:
    return KINDS[kind].label if kind in KINDS else kind


class DeliveryInline(ReadOnlyInline):
    model = Delivery
    tab = False
    fields = ["shown_transport", "status", "attempts", "next_try_at", "delivered_at", "last_error"]

    @admin.display(description="transport")
    def shown_transport(self, delivery: Delivery) -> str:
        return _label(delivery.transport)


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
        return (
            ", ".join(f"{_label(row.transport)}: {row.get_status_display().lower()}" for row in rows) or "–"
        )

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
        "shown_transport",
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
        "shown_transport",
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

    @admin.display(description="transport", ordering="transport")
    def shown_transport(self, delivery: Delivery) -> str:
        return _label(delivery.transport)

    @admin.display(description="member")
    def member(self, delivery: Delivery) -> Member:
        return delivery.notification.member
