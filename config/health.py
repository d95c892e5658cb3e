"""Whether the process lives (healthz) and whether the whole can work (readyz)."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from kombu.exceptions import KombuError

from config.celery import app
from staff.models import Heartbeat

BROKER_TIMEOUT_SECONDS = 1


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Touches nothing."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    parts = readiness(timezone.now())
    return JsonResponse(parts, status=200 if all(part["ok"] for part in parts.values()) else 503)


def readiness(now: datetime) -> dict[str, dict[str, Any]]:
    """{"database", "broker", "worker", "beat"}, each {"ok", "detail"}."""
    database = _database()
    return {
        "database": database,
        "broker": _broker(),
        "worker": _heartbeat("worker", now) if database["ok"] else _part(False, "unknown without a database"),
        "beat": _heartbeat("beat", now) if database["ok"] else _part(False, "unknown without a database"),
    }


def _part(ok: bool, detail: str) -> dict[str, Any]:
    return {"ok": ok, "detail": detail}


def _database() -> dict[str, Any]:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as error:
        return _part(False, f"{type(error).__name__}: it does not answer")
    return _part(True, connection.vendor)


def _broker() -> dict[str, Any]:
    if not settings.REDIS_URL:
        return _part(True, "in this process")
    try:
        with app.connection_for_write() as broker:
            broker.ensure_connection(max_retries=1, timeout=BROKER_TIMEOUT_SECONDS)
    except (OSError, KombuError) as error:
        return _part(False, f"{type(error).__name__}: it does not answer")
    return _part(True, "redis")


def _heartbeat(role: str, now: datetime) -> dict[str, Any]:
    beat = Heartbeat.objects.filter(role=role).first()
    if beat is None:
        return _part(False, "never heard of")
    ago = int((now - beat.at).total_seconds())
    return _part(beat.fresh(now), f"last heard of {ago} s ago")
