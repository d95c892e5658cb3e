import os

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http = get_asgi_application()

from config.bodies import LimitedBodies  # noqa: E402
from config.sockets import websocket_urlpatterns  # noqa: E402 - consumers need the apps to be ready

# Our own pages open both sockets: a foreign or missing origin is refused before anything else.
application = ProtocolTypeRouter(
    {
        "http": LimitedBodies(http),
        "websocket": AllowedHostsOriginValidator(AuthMiddlewareStack(URLRouter(websocket_urlpatterns))),
    }
)
