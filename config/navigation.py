"""The admin shell's sidebar and branding."""

from typing import Any

UNFOLD: dict[str, Any] = {}
