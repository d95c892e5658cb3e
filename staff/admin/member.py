from typing import TYPE_CHECKING, Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from unfold.forms import AdminPasswordChangeForm

from staff import hours, presence, roles, timetable
from staff.backoffice import ModelAdmin, chips, labelled
from staff.forms import MemberAddForm, MemberForm
from staff.hours import Hours
from staff.live import farewell
from staff.models import MEMBER, Member
from staff.timetable_form import WEEK
from staff.told_form import TOLD
from staff.transports import KINDS
from staff.ways import hears_of_handovers, switched_off, ways_of

if TYPE_CHECKING:
    BaseUserAdmin = UserAdmin[Member]
else:
    BaseUserAdmin = UserAdmin

# Roles are chosen on a member's page, and a member has one address: the one on that page.
admin.site.unregister(Group)
admin.site.unregister(EmailAddress)


PREFETCHED = ("groups", "teams", "addresses", "preferences")
NOBODY = "Nothing: not told of handovers"


@admin.register(Member)
class MemberAdmin(BaseUserAdmin, ModelAdmin):
    form = MemberForm
    list_title = "My Staff"
    add_form = MemberAddForm
    add_form_template = "admin/change_form.html"
    change_password_form = AdminPasswordChangeForm
    list_display = ["shown_name", "shown_presence", "shown_hours", "shown_teams", "shown_ways"]
    list_display_links = ["shown_name"]
    list_filter = ["is_active", "groups", "teams"]
    search_fields = ["name", "email"]
    ordering = ["name", "pk"]
    filter_horizontal = []
    readonly_fields = ["ways", "password_link", "last_login", "date_joined"]
    fieldsets = [
        ("General", {"fields": ["name", "email", "role", "is_active"], "classes": ["tab"]}),
        ("Working Hours", {"fields": ["time_zone", *WEEK, "days_off", "capacity"], "classes": ["tab"]}),
        ("Notification Settings", {"fields": [*TOLD, "ways"], "classes": ["tab"]}),
        ("Sign-in", {"fields": ["password_link", "last_login", "date_joined"], "classes": ["tab"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["name", "email", "role"]}),
        ("Password", {"fields": ["password1", "password2"]}),
    ]
    actions = ["deactivate", "activate"]

    class Media:
        css: ClassVar[dict[str, list[str]]] = {"all": ["staff/ways.css"]}
        js: ClassVar[list[str]] = ["staff/told.js"]

    empty_text = "Add the people who answer when the bot hands over."

    def get_queryset(self, request: HttpRequest) -> QuerySet[Member]:
        members: QuerySet[Member] = super().get_queryset(request)
        return members.select_related("attendance").prefetch_related(*PREFETCHED)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The matrix and the timetable add their fields themselves."""
        if obj is not None:
            kwargs["fields"] = MemberForm.Meta.fields
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
            form.keep_told()
            form.keep()

    @admin.display(description="name", ordering="name")
    def shown_name(self, member: Member) -> str:
        """With the role, unless it is the ordinary one."""
        role = roles.role_of(member)
        shown = "" if role == MEMBER else chips([roles.ROLES.get(role, "No role")])
        return format_html('{} {}<span class="house-under">{}</span>', member.name, shown, member.email)

    @labelled("presence", {"Online": "success", "Away": "warning", "Inactive": "danger"})
    def shown_presence(self, member: Member) -> str:
        if not member.is_active:
            return "Inactive"
        label = presence.by(getattr(member, "attendance", None), timezone.now()).label
        return label[0].upper() + label[1:]

    @admin.display(description="edit")
    def edit(self, member: Member) -> str:
        url = reverse("admin:staff_member_change", args=[member.pk])
        text = '<a class="house-button" href="{}">Edit<span class="only-heard"> {}</span></a>'
        return format_html(text, url, member.name)

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """With everybody's hours, for all rows at once."""
        changelist = super().get_changelist_instance(request)
        known = hours.of(list(changelist.result_list))
        for member in changelist.result_list:
            member.known_hours = known[member.pk]
        return changelist

    @admin.display(description="hours today")
    def shown_hours(self, member: Member) -> str:
        """Under today's those of the week."""
        theirs: Hours = member.known_hours  # type: ignore[attr-defined]
        week = timetable.lines(theirs.spans) if theirs.spans else []
        lines = format_html_join("", '<span class="house-under">{}</span>', ((line,) for line in week))
        return format_html("<div>{}{}</div>", timetable.today(theirs, timezone.now()), lines)

    @admin.display(description="teams")
    def shown_teams(self, member: Member) -> str:
        return chips(member.teams.all())

    @admin.display(description="where")
    def ways(self, member: Member) -> str:
        return render_to_string("staff/_ways_brief.html", {"whose": member, "ways": ways_of(member)})

    @admin.display(description="can be told by")
    def shown_ways(self, member: Member) -> str:
        """Of handovers: by what they ticked, as far as it reaches them; under it what was switched off."""
        rows = member.addresses.all()
        labels = ", ".join(KINDS[kind].short for kind in hears_of_handovers(member, rows))
        off = format_html_join(
            "", '<span class="house-under is-untold">{}</span>', ((said,) for said in switched_off(rows))
        )
        return format_html("{}{}", labels or format_html('<span class="is-untold">{}</span>', NOBODY), off)

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
