"""Comments on widgets: a panel beside the grid, open to every member."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods

from core import access
from core.boards import comments, dashboards
from core.boards.operations import Change
from core.models import Dashboard, Widget
from ui.http import see_other


@login_required
@require_http_methods(["GET", "POST"])
def widget_comments(request: HttpRequest, pk: int, widget_id: int) -> HttpResponse:
    """The remarks on a widget. POST ``text`` adds one; POST ``resolve`` or ``reopen`` with its number settles one."""
    board = access.dashboard(request.user, pk)
    widget = get_object_or_404(board.widgets, pk=widget_id, removed=False)
    widget.dashboard = board
    problem, status = "", 200
    if request.method == "POST":
        try:
            _change(request, widget)
        except comments.Refused as refusal:
            problem, status = str(refusal), 422
        else:
            dashboards.broadcast(board, Change(widgets={widget.pk}))
        if not request.htmx:
            if problem:
                messages.error(request, problem)
            return see_other(f"/dashboards/{board.pk}/?comments={widget.pk}#dashboard-{board.pk}-panel")
    return render(request, "dashboards/_comments.html", context_of(board, widget) | {"problem": problem}, status=status)


def context_of(board: Dashboard, widget: Widget) -> dict[str, object]:
    return {"dashboard": board, "widget": widget, "said": widget.comments.select_related("author", "resolved_by")}


def _change(request: HttpRequest, widget: Widget) -> None:
    for word in ("resolve", "reopen"):
        if number := request.POST.get(word):
            found = get_object_or_404(widget.comments, pk=int(number) if number.isascii() and number.isdigit() else 0)
            comments.resolve(found, request.user, done=word == "resolve")
            return
    comments.say(widget, request.user, request.POST.get("text", ""))
