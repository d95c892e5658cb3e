"""Giving out one file: streamed, never run, and never taken for something else than it is."""

from collections.abc import AsyncIterator, Iterator
from typing import IO

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import close_old_connections
from django.http import Http404, HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import patch_cache_control
from django.utils.http import content_disposition_header

from handover.models import Attachment

CHUNK = 64 * 1024
CACHED_SECONDS = 3600
HARMLESS = "default-src 'none'; sandbox"  # whatever it is, it loads nothing, runs nothing and is of no origin


def given(request: HttpRequest, attachment: Attachment) -> HttpResponseBase:
    """Pictures are shown unless ?download asks otherwise; all else is put on disk. Errors: Http404."""
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404("The file is gone.") from error
    inline = attachment.is_picture and "download" not in request.GET
    chunks = _awaited(content) if isinstance(request, ASGIRequest) else _read(content)
    response = StreamingHttpResponse(chunks, content_type=attachment.content_type)
    response.headers["Content-Length"] = str(attachment.size)
    response.headers["Content-Disposition"] = content_disposition_header(not inline, attachment.name) or ""
    response.headers["Content-Security-Policy"] = HARMLESS
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    patch_cache_control(response, private=True, max_age=CACHED_SECONDS)
    return response


def _read(content: IO[bytes]) -> Iterator[bytes]:
    with content:
        while chunk := content.read(CHUNK):
            yield chunk


async def _awaited(content: IO[bytes]) -> AsyncIterator[bytes]:
    """Django would read all of a file into memory first. Whoever downloads slowly holds no connection."""
    await sync_to_async(close_old_connections)()
    try:
        while chunk := await sync_to_async(content.read)(CHUNK):
            yield chunk
    finally:
        content.close()
