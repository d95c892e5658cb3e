"""The admin shell: its name, look and scripts. What stands in the sidebar is in config/sidebar.py."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse_lazy

UNFOLD: dict[str, Any] = {
    "SITE_TITLE": "Handover",
    "SITE_HEADER": "Handover",
    "SITE_URL": "",
    "SITE_ICON": lambda request: static("config/symbol.svg"),
    "SITE_FAVICONS": [
        {"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("config/favicon.svg")},
    ],
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "SHOW_BACK_BUTTON": True,
    "BORDER_RADIUS": "6px",
    # Colours are in theme.css: as a setting they would become an inline <style>, which the CSP refuses.
    "STYLES": [
        lambda request: static("config/theme.css"),
        lambda request: static("staff/house.css"),
        lambda request: static("staff/bell.css"),
    ],
    "SCRIPTS": [
        lambda request: static("config/csp-shim.js"),
        lambda request: static("staff/live.js"),
        lambda request: static("handover/desk_badge.js"),
    ],
    "ACCOUNT": {
        "navigation": [
            {"title": "Change password", "link": reverse_lazy("account_change_password")},
        ],
    },
    "COMMAND": {
        "search_models": ["bots.bot", "bots.article", "handover.contact", "handover.task", "staff.member"],
    },
    "SIDEBAR": {
        "command_search": True,
        "navigation": "config.sidebar.navigation",
    },
}
