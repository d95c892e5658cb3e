"""Every websocket, in one place."""

from django.urls import path

from handover.consumers import VisitorConsumer
from staff.consumers import StaffConsumer

websocket_urlpatterns = [
    path("ws/staff/", StaffConsumer.as_asgi()),
    path("ws/chat/<str:token>/", VisitorConsumer.as_asgi()),
]
