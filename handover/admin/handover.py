from collections.abc import Iterator
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime

from handover import feedback
from handover.actions.words import Done, actions_of
from handover.models import Handover
from staff.backoffice import NOTHING, ReadOnlyAdmin, chips, labelled, link, table

ASPECTS = {
    "asked": "What was asked",
    "tried": "What the bot tried",
    "why": "Why it stopped",
    "told": "What the contact was told",
    "contact": "Contact details",
}


@admin.register(Handover)
class HandoverAdmin(ReadOnlyAdmin):
    list_display = [
        "created_at",
        "contact",
        "bot",
        "shown_name",
        "because",
        "assignee",
        "shown_outcome",
        "shown_false_alarm",
    ]
    list_filter = ["trigger", "outcome", "false_alarm", "bot", "scenario", "assignee", "created_at"]
    search_fields = [
        "conversation__contact__name",
        "conversation__contact__email",
        "because",
        "scenario_name",
    ]
    date_hierarchy = "created_at"
    fieldsets = [
        (
            None,
            {"fields": ["at_the_desk", "contact", "bot", "shown_scenario", "shown_trigger", "created_at"]},
        ),
        ("Why", {"fields": ["because", "shown_evidence", "shown_message"]}),
        ("Briefing", {"fields": ["shown_briefing"]}),
        (
            "What was done",
            {"fields": ["shown_actions", "assignee", "shown_task", "shown_tags", "paused_until"]},
        ),
        ("How it ended", {"fields": ["shown_outcome", "closed_at", "shown_verdict", "shown_case"]}),
    ]
    list_before_template = "handover/_handovers_export.html"
    empty_text = "No bot has handed over yet. Enable a scenario on a bot that is on Auto Pilot."

    def get_fieldsets(self, request: HttpRequest, obj: Handover | None = None) -> Any:
        """Those who set bots up see the scenario as a link, and the case."""
        if not request.user.has_perm("bots.change_bot"):
            *others, (title, last) = self.fieldsets
            return [*others, (title, {"fields": [name for name in last["fields"] if name != "shown_case"]})]
        (title, first), *others = self.fieldsets
        linked = ["linked_scenario" if name == "shown_scenario" else name for name in first["fields"]]
        return [(title, {"fields": linked}), *others]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Handover]:
        handovers: QuerySet[Handover] = super().get_queryset(request)
        return handovers.select_related(
            "conversation__contact", "bot", "scenario__bot", "revision", "assignee", "false_alarm_by"
        )

    @admin.display(description="desk")
    def at_the_desk(self, handover: Handover) -> str:
        return link("desk:conversation", handover.conversation_id, "Open at the desk")

    @admin.display(description="contact", ordering="conversation__contact__name")
    def contact(self, handover: Handover) -> str:
        contact = handover.conversation.contact
        return link("contacts:contact", contact.pk, contact)

    @admin.display(description="scenario", ordering="scenario_name")
    def shown_name(self, handover: Handover) -> str:
        return handover.scenario_name or handover.get_trigger_display()

    @labelled("trigger", {"Engine failure": "danger", "Human Requested": "primary"})
    def shown_trigger(self, handover: Handover) -> str:
        return handover.get_trigger_display()

    @labelled(
        "outcome",
        {"Open": "warning", "Resolved": "success", "Handed back": "info", "Bot resumed by the clock": "info"},
    )
    def shown_outcome(self, handover: Handover) -> str:
        return handover.get_outcome_display() or "Open"

    @labelled("false alarm", {"False alarm": "danger"})
    def shown_false_alarm(self, handover: Handover) -> str:
        return "False alarm" if handover.false_alarm else ""

    @admin.display(description="false alarm")
    def shown_verdict(self, handover: Handover) -> str:
        if not handover.false_alarm_at:
            return "Nobody has said so"
        why = ": ".join(filter(None, [handover.get_false_alarm_display(), handover.false_alarm_note]))
        at = date_format(localtime(handover.false_alarm_at), "DATETIME_FORMAT")
        return f"{why}. {handover.false_alarm_by or 'Someone who left'}, {at}"

    @admin.display(description="kept as a case")
    def shown_case(self, handover: Handover) -> str:
        case = feedback.case_of(handover.bot, handover.message) if handover.false_alarm else None
        if not (case and handover.bot):
            return NOTHING
        url = reverse("cases:case", args=[handover.bot.slug, case.pk])
        return format_html('<a class="house-link" href="{}">{}</a>', url, case)

    @admin.display(description="scenario")
    def shown_scenario(self, handover: Handover) -> str:
        name = handover.scenario_name or NOTHING
        return f"{name}, revision {handover.revision.number}" if handover.revision else name

    @admin.display(description="scenario")
    def linked_scenario(self, handover: Handover) -> str:
        """For whoever sets bots up: leads to the revision it ran under."""
        scenario, revision, name = handover.scenario, handover.revision, self.shown_scenario(handover)
        if not (scenario and revision):
            return name
        history = reverse("bots:history", args=[scenario.bot.slug, scenario.pk])
        at = f"{history}?revision={revision.number}#revision-{revision.number}"
        return format_html('<a class="house-link" href="{}">{}</a>', at, name)

    @admin.display(description="evidence")
    def shown_evidence(self, handover: Handover) -> str:
        rows = [
            [str(item.get("kind", "")).replace("_", " "), item.get("text", ""), _score(item.get("score"))]
            for item in handover.evidence
        ]
        return table(["Kind", "What spoke for it", "Score"], rows)

    @admin.display(description="set off by")
    def shown_message(self, handover: Handover) -> str:
        return handover.message.in_words() if handover.message else NOTHING

    @admin.display(description="briefing")
    def shown_briefing(self, handover: Handover) -> str:
        return table([], _briefing(handover.briefing))

    @admin.display(description="actions")
    def shown_actions(self, handover: Handover) -> str:
        return table([], ([line] for done in actions_of(handover) for line in _done(done)))

    @admin.display(description="task")
    def shown_task(self, handover: Handover) -> str:
        task = getattr(handover, "task", None)
        return link("tasks:task", task.pk if task else None, task)

    @admin.display(description="tags")
    def shown_tags(self, handover: Handover) -> str:
        return chips(handover.tags)


def _done(done: Done) -> list[str]:
    at = date_format(localtime(done.at), "DATETIME_FORMAT") if done.at else ""
    return [f"{done.text} {at}".strip(), *(f"Passed over: {who}" for who in done.passed_over)]


def _score(score: Any) -> str:
    return f"{score:.2f}" if isinstance(score, int | float) else ""


def _briefing(briefing: dict[str, Any]) -> Iterator[list[object]]:
    for key, title in ASPECTS.items():
        said = briefing.get(key)
        if isinstance(said, list):
            yield [title, " · ".join(str(text) for text in said)]
        elif isinstance(said, dict):
            yield [title, ", ".join(f"{name}: {value}" for name, value in said.items() if value)]
        else:
            yield [title, said or ""]
