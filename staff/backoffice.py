"""What every admin page of the house shares: our base classes and the small pieces of HTML they show."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from unfold.decorators import display

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin as _ModelAdmin
    from django.contrib.admin import TabularInline as _TabularInline

    UnfoldModelAdmin = _ModelAdmin[Any]
    UnfoldTabularInline = _TabularInline[Any, Any]
else:
    from unfold.admin import ModelAdmin as UnfoldModelAdmin
    from unfold.admin import TabularInline as UnfoldTabularInline

NOTHING = "–"
Shown = TypeVar("Shown", bound=Callable[..., Any])


def labelled(description: str, labels: Mapping[str, str]) -> Callable[[Shown], Shown]:
    """A column of coloured labels: each text with one of Unfold's variants, such as "warning"."""

    def decorate(shown: Shown) -> Shown:
        display(shown, description=description, label=dict(labels))
        return shown

    return decorate


class ModelAdmin(UnfoldModelAdmin):
    """empty_text: what the list says while there is nothing in it. list_title: as the sidebar calls it.

    A row's page has one way to save: to the list, or wherever the subclass goes on to.
    """

    empty_text = ""
    list_title = ""
    empty_value_display = NOTHING
    list_per_page = 50
    warn_unsaved_form = True

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return super().changelist_view(request, {"title": self._title(), **(extra_context or {})})

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        ours = {**self._above(), "show_save_and_add_another": False, "show_save_and_continue": False}
        return super().changeform_view(request, object_id, form_url, {**ours, **(extra_context or {})})

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        return super().delete_view(request, object_id, {**self._above(), **(extra_context or {})})

    def _title(self) -> str:
        return self.list_title or str(capfirst(self.opts.verbose_name_plural))

    def _above(self) -> dict[str, Any]:
        url = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")
        return {"crumbs": [(url, self._title())]}

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the buttons that add or change the chosen row in a pop-up."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field


class ListAdmin(ModelAdmin):
    """A list whose rows have a page of their own outside the admin."""

    page_of: Callable[[Any], str]
    """The address of the row's page."""

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if obj is None:
            raise Http404
        if not self.has_view_or_change_permission(request, obj):
            raise PermissionDenied
        return HttpResponseRedirect(self.page_of(obj))


class ReadOnly:
    """Shown, never written, by anybody."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, ModelAdmin):
    pass


class ReadOnlyInline(ReadOnly, UnfoldTabularInline):
    """Rows that are shown on their parent's page, each with a link to its own."""

    extra = 0
    can_delete = False
    hide_title = True
    tab = True

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return list(self.fields or [])


def link(name: str, pk: int | None, text: object, *, nothing: str = NOTHING) -> str:
    """A link to the page of that URL name, such as "admin:bots_bot_change"; just `nothing` without a pk."""
    if pk is None:
        return nothing
    return format_html('<a class="house-link" href="{}">{}</a>', reverse(name, args=[pk]), text)


def chips(texts: Iterable[object]) -> str:
    return format_html_join(" ", '<span class="house-chip">{}</span>', ((text,) for text in texts)) or NOTHING


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Rows of cells under a head; a row of one cell and no head is a list."""
    body = format_html_join("", "<tr>{}</tr>", ((_cells(row),) for row in rows))
    if not body:
        return NOTHING
    titles = format_html_join("", "<th scope=col>{}</th>", ((title,) for title in head))
    return format_html(
        '<div class="house-scroll"><table class="house-table"><thead><tr>{}</tr></thead>'
        "<tbody>{}</tbody></table></div>",
        titles,
        body,
    )


def _cells(row: Sequence[object]) -> SafeString:
    return format_html_join("", "<td>{}</td>", ((cell if cell != "" else NOTHING,) for cell in row))
