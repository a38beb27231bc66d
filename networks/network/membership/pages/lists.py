"""Lists: filtered by their address, with chosen columns, saved, exported as shown."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from networks.base.doors import allow
from networks.base.files.sheets import Sheet, csv, delimiter_for, xlsx
from networks.network.membership.forms.lists import SaveForm
from networks.network.membership.models import SavedList
from networks.network.membership.pages.exports import XLSX, download
from networks.network.membership.rules.lists import kind_of, kinds
from networks.network.membership.rules.lists.saving import lists_of, save_list
from networks.network.membership.rules.lists.showing import Shown, on_page
from networks.people.permissions import confirmed, coordinates
from networks.people.second_factor import ask_for


def kind_here(request, kind):
    """Find a kind of list."""
    found = kind_of(kind)
    if found is None:
        raise Http404
    return found


def may_see(actor, kind) -> bool:
    """Whoever may open this kind of list."""
    return actor.confirmed and kind.may(actor)


def saved(request, key):
    """Find a saved list."""
    return get_object_or_404(SavedList, pk=key)


def owns(actor, found) -> bool:
    """Who saved it; a shared one every coordinator."""
    return actor.is_coordinator and (found.shared or found.owner_id == actor.person.pk)


@allow(confirmed)
@require_GET
def lists(request):
    """The kinds of lists, and those that were saved."""
    rows = lists_of(request.actor)[:200]
    for row in rows:
        row.address = _address(request, row.kind, row.query)
        row.kind_name = kind_of(row.kind).name
    return render(request, "membership/lists/lists.html", {"kinds": kinds(request.actor), "saved": rows})


def _address(request, kind: str, query: str = "") -> str:
    address = reverse("list", kwargs={"network": request.network.slug, "kind": kind})
    return f"{address}?{query}" if query else address


@allow(may_see, of=kind_here)
@require_GET
def one(request, kind):
    """One list as the address asks."""
    if (first := ask_for(request, kind.may)) is not None:
        return first
    shown = Shown(kind, request.GET, request.actor)
    if "=&" in request.META["QUERY_STRING"] + "&":  # a form sends all its fields
        return redirect(_address(request, kind.slug, shown.query()))
    page = shown.page()
    rows = [
        (row, _url(request, kind, row), list(map(on_page, cells))) for row, cells in shown.cells(page.rows)
    ]
    heads = []
    for column in shown.columns:
        down = shown.sorted[0] is column and not shown.sorted[1]
        state = "" if shown.sorted[0] is not column else "descending" if shown.sorted[1] else "ascending"
        heads.append(
            (column, f"?{shown.query(sort=('-' if down else '') + column.key)}" if column.sort else "", state)
        )
    chosen = {column.key for column in shown.columns}
    return render(
        request,
        "membership/lists/list.html",
        {
            "kind": kind,
            "shown": shown,
            "page": page,
            "rows": rows,
            "drawn": [_drawn(url, cells) for _row, url, cells in rows],
            "heads": heads,
            "columns": [(column, column.key in chosen) for column in shown.all_columns],
            "filters": [one for one in shown.filters if not one.filter.more],
            "more": [one for one in shown.filters if one.filter.more],
            "more_open": any(one.value for one in shown.filters if one.filter.more),
            "total": shown.count(),
            "query": shown.query(),
            "tabs": [
                (other.name, _address(request, other.slug), other is kind) for other in kinds(request.actor)
            ],
            "form": SaveForm(initial={"query": shown.query()}),
            "writes": request.actor.is_coordinator and kind.is_written_to,
        },
    )


def _drawn(url: str, cells: list[str]) -> SafeString:
    """The cells of a row; the first leads to the row's own page. Not in the template, where a cell costs ten times as much."""
    first = format_html('<a href="{}">{}</a>', url, cells[0] or "—") if url else cells[0]
    return format_html(
        '<th scope="row">{}</th>{}', first, format_html_join("", "<td>{}</td>", zip(cells[1:]))
    )


def _url(request, kind, row) -> str:
    link = kind.link(row)
    return reverse(link[0], kwargs={"network": request.network.slug, **link[1]}) if link else ""


@allow(coordinates, of=kind_here)
@require_GET
def export(request, kind):
    """The whole list as shown, as a file: ?format=csv or xlsx."""
    if not kind.may(request.actor):
        raise PermissionDenied
    shown = Shown(kind, request.GET, request.actor)
    name = f"{request.network.slug}-{kind.slug}-{timezone.localdate().isoformat()}"
    if request.GET.get("format") == "csv":
        data = csv(shown.header, shown.all_rows(), delimiter_for(request.actor.language))
        return download(data, f"{name}.csv", "text/csv; charset=utf-8")
    sheet = Sheet(str(kind.name), shown.header, shown.all_rows(), language=request.actor.language)
    return download(xlsx([sheet], timezone.now(), title=str(kind.name)), f"{name}.xlsx", XLSX)


@allow(coordinates, of=kind_here)
@require_POST
def saving(request, kind):
    """Keep the list under a name."""
    form = SaveForm(request.POST)
    shown = Shown(kind, QueryDict(request.POST.get("query", "")[:4000]), request.actor)
    if not form.is_valid():
        return render(
            request,
            "membership/lists/save.html",
            {"kind": kind, "form": form, "back": _address(request, kind.slug, shown.query())},
            status=422,
        )
    save_list(
        kind.slug,
        form.cleaned_data["name"],
        shown.query(),
        shared=form.cleaned_data["shared"],
        by=request.actor.person,
    )
    messages.success(request, _("The list “%(name)s” is kept.") % {"name": form.cleaned_data["name"]})
    return redirect("lists", network=request.network.slug)


@allow(owns, of=saved)
@require_POST
def forgetting(request, found: SavedList):
    """A saved list goes; what was in it stays."""
    found.delete()
    messages.success(
        request,
        _("The list “%(name)s” is forgotten. Nothing of what it showed was changed.") % {"name": found.name},
    )
    return redirect("lists", network=request.network.slug)
