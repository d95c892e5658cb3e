"""Importing articles: choose a file, look at what would change, then take it."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bots.forms.posted import as_ids
from bots.importing import writing
from bots.importing.base import LARGEST, LARGEST_MARKDOWN, MOST_ROWS, Refused
from bots.importing.plan import Plan, Verdict
from bots.importing.reading import too_large
from bots.models import ArticleDraft, ArticleImport, Bot
from bots.views.frame import page, sets_up_bots
from staff.views.shell import SignedIn

SHOWN = 200
"""Rows of a kind that a preview shows; those beyond go with them."""
GONE = "That file was imported, cancelled or left for a day. Choose it again."
MOVED = "The knowledge was changed by somebody meanwhile, so nothing was imported. This is how it stands now."
BAD_ROWS = "Nothing was imported: some rows cannot be taken. Put them right in the file, or leave them out."


@require_safe
@sets_up_bots
def choose(request: SignedIn, bot: Bot) -> HttpResponse:
    return _choose(request, bot)


def _choose(request: SignedIn, bot: Bot, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "problem": problem,
        "largest": LARGEST,
        "largest_markdown": LARGEST_MARKDOWN,
        "most_rows": MOST_ROWS,
    }
    title = "Import articles"
    return page(request, bot, "bots/import.html", context, tab="knowledge", title=title, status=status)


@require_POST
@sets_up_bots
def read(request: SignedIn, bot: Bot) -> HttpResponse:
    """file: kept for the preview, if it can be read."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        return _choose(request, bot, "Choose a file first.", status=422)
    name = file.name or "The file"
    try:
        if (file.size or 0) > LARGEST:
            raise Refused(too_large(name, file.size or 0))
        kept = writing.keep(bot, name, file.read(), by=request.user, now=timezone.now())
    except Refused as error:
        return _choose(request, bot, str(error), status=422)
    return redirect("knowledge:preview", bot.slug, kept.pk)


def import_of(request: SignedIn, bot: Bot, pk: int) -> ArticleImport | None:
    """Only one's own."""
    return ArticleImport.objects.filter(bot=bot, created_by=request.user, pk=pk).first()


@require_safe
@sets_up_bots
def preview(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """query: wordings, "add" or "replace"."""
    kept = get_object_or_404(ArticleImport, bot=bot, created_by=request.user, pk=pk)
    return _preview(request, bot, kept, replace=request.GET.get("wordings") == "replace")


def _preview(
    request: SignedIn, bot: Bot, kept: ArticleImport, *, replace: bool, problem: str = "", status: int = 200
) -> HttpResponse:
    plan = writing.planned(kept, replace=replace)
    parsed = writing.parsed(kept)
    context = {
        "kept": kept,
        "replace": replace,
        "problem": problem,
        "notes": parsed.notes,
        "unit": parsed.unit,
        "says_wordings": any(row.wordings is not None for row in parsed.rows),
        "fingerprint": plan.fingerprint,
        "left_alone": plan.left_alone,
        "anything": bool(plan.of(Verdict.NEW) or plan.of(Verdict.CHANGED)),
        "parts": {verdict.value: _part(plan, verdict) for verdict in Verdict},
        "drafts": _drafts(bot),
        "shown": SHOWN,
    }
    title = f"Import {kept.name}"
    return page(
        request, bot, "bots/import_preview.html", context, tab="knowledge", title=title, status=status
    )


def _part(plan: Plan, verdict: Verdict) -> dict[str, Any]:
    lines = plan.of(verdict)
    return {"count": len(lines), "lines": lines[:SHOWN], "more": max(0, len(lines) - SHOWN)}


def _drafts(bot: Bot) -> set[int]:
    """Articles of the bot that have a draft."""
    return set(ArticleDraft.objects.filter(article__bot=bot).values_list("article", flat=True))


@require_POST
@sets_up_bots
def write(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    """take: new, changed or both; leave: numbers of rows; bad_rows_out; wordings; fingerprint."""
    kept = import_of(request, bot, pk)
    if kept is None:
        return _choose(request, bot, GONE, status=409)
    replace = request.POST.get("wordings") == "replace"
    choice = writing.Choice(
        verdicts=set(request.POST.getlist("take")) & {Verdict.NEW, Verdict.CHANGED},
        leave=as_ids(request.POST.getlist("leave")),
        bad_rows_out=request.POST.get("bad_rows_out") == "on",
        replace=replace,
    )
    seen = request.POST.get("fingerprint", "")
    try:
        new, changed = writing.write(kept, choice, seen=seen, by=request.user, now=timezone.now())
    except writing.Moved:
        return _preview(request, bot, kept, replace=replace, problem=MOVED, status=409)
    except writing.BadRows:
        return _preview(request, bot, kept, replace=replace, problem=BAD_ROWS, status=422)
    messages.success(request, f"Imported: {new} new, {changed} changed. The bot knows them from now on.")
    return redirect("knowledge:list", bot.slug)


@require_POST
@sets_up_bots
def drop(request: SignedIn, bot: Bot, pk: int) -> HttpResponse:
    ArticleImport.objects.filter(bot=bot, created_by=request.user, pk=pk).delete()
    messages.success(request, "Nothing was imported.")
    return redirect("knowledge:list", bot.slug)
