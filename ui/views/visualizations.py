"""Charts: the list, the page of one, the builder with its preview, explore and downloads."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_http_methods

from analytics.schema import AnalyticsError, ChartSpec
from core import access, builder_trail, drawing, visualizations
from core.access import CAN_EDIT
from core.boards import dashboards, filters, operations
from core.models import Dashboard, Dataset, Role, Visualization

FORMATS = {
    "svg": ("image/svg+xml", "svg"),
    "png": ("image/png", "png"),
    "csv": ("text/csv; charset=utf-8", "csv"),
    "json": ("application/json", "json"),
}


@login_required
@require_GET
def visualization_list(request: HttpRequest) -> HttpResponse:
    charts = access.visible(Visualization, request.user).filter(workspace=request.workspace)
    context = {"charts": charts.select_related("dataset")[:500], "may_edit": request.role != Role.VIEWER}
    return render(request, "visualizations/list.html", context)


def chosen_filters(request: HttpRequest, chart: Visualization) -> tuple[Any, ...]:
    """The filters of the dashboard from which the chart was opened, or a person's own."""
    number = request.GET.get("board", "")
    if not number.isdigit() or chart.dataset.current is None:
        return ()
    board = access.visible(Dashboard, request.user).filter(pk=int(number[:18])).first()
    own = filters.from_query(str(request.META.get("QUERY_STRING", "")))
    return dashboards.active_filters(board, chart.dataset.current, own) if board else ()


def _drawn(request: HttpRequest, chart: Visualization) -> dict[str, Any]:
    if chart.dataset.current is None:
        return {"problem": "The data behind this chart is not ready yet."}
    try:
        spec = ChartSpec.from_json(chart.spec)
        origin = _origin(request, chart)
        drawn = drawing.chart(
            chart.dataset.current, spec, filters=chosen_filters(request, chart), width=1000, height=480,
            links=marks_lead_to(request, chart),
        )  # fmt: skip
    except AnalyticsError as error:
        return {"problem": str(error)}
    words = visualizations.explain(spec)
    leads = "<a " in drawn.svg
    return {"svg": drawn.page, "table": drawn.table, "words": words, "origin": origin, "leads": leads}


def _origin(request: HttpRequest, chart: Visualization) -> str:
    """Where the chart's numbers come from, under the filters with which it is seen."""
    query = str(request.META.get("QUERY_STRING", "")) if request.GET.get("board", "").isdigit() else ""
    return reverse("visualization_passport", args=[chart.pk]) + (f"?{query}" if query else "")


def marks_lead_to(request: HttpRequest, chart: Visualization) -> str:
    """What the address of a mark begins with on the page of a chart: the passport of its number."""
    origin = _origin(request, chart)
    return f"{origin}{'&' if '?' in origin else '?'}{filters.MARK}=1"


@login_required
@require_GET
def visualization(request: HttpRequest, pk: int) -> HttpResponse:
    return _whole(request, access.visualization(request.user, pk))


def _whole(request: HttpRequest, chart: Visualization, *, live: bool = False) -> HttpResponse:
    """The chart's page; ``live`` lets it come alive at once where there is JavaScript, and else shows the drawing."""
    may_edit = access.role_in(request.user, chart.workspace_id) in CAN_EDIT
    boards = Dashboard.objects.filter(workspace_id=chart.workspace_id) if may_edit else ()
    context = {"chart": chart, "may_edit": may_edit, "boards": boards, "query": request.GET.urlencode(), "live": live}
    return render(request, "visualizations/detail.html", {**context, **_drawn(request, chart)})


@login_required
@require_GET
def visualization_explore(request: HttpRequest, pk: int) -> HttpResponse:
    """The place where the live chart goes; the module explore.js fetches plotly and the figure into it.

    Without htmx (a link opened in a new tab, no JavaScript) it is a whole page.
    """
    chart = access.visualization(request.user, pk)
    if not request.htmx:
        return _whole(request, chart, live=True)
    here = request.htmx.current_url_abs_path or ""  # the page that asked, if it is one of ours
    context = {
        "chart": chart,
        "query": request.GET.urlencode(),
        "back": here if here.startswith("/") and not here.startswith("//") and "/explore/" not in here else "",
    }
    return render(request, "visualizations/_explore.html", context)


@login_required
@require_GET
def visualization_figure(request: HttpRequest, pk: int) -> HttpResponse:
    chart = access.visualization(request.user, pk)
    if chart.dataset.current is None:
        raise Http404
    try:
        spec = ChartSpec.from_json(chart.spec)
        figure = drawing.figure_json(chart.dataset.current, spec, chosen_filters(request, chart))
    except AnalyticsError as error:
        return JsonResponse({"error": str(error)}, status=422)
    return HttpResponse(figure, content_type="application/json")


@login_required
@require_GET
def visualization_download(request: HttpRequest, pk: int, fmt: str) -> HttpResponse:
    chart = access.visualization(request.user, pk)
    if fmt not in FORMATS or chart.dataset.current is None:
        raise Http404
    kind, extension = FORMATS[fmt]
    spec = ChartSpec.from_json(chart.spec)
    try:
        body = drawing.download(chart.dataset.current, spec, fmt, filters=chosen_filters(request, chart))
    except AnalyticsError as error:
        return HttpResponse(str(error), status=422, content_type="text/plain; charset=utf-8")
    name = f"{slugify(chart.name) or 'chart'}.{extension}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return HttpResponse(body, content_type=kind, headers=headers)


@login_required
@require_http_methods(["GET", "POST"])
def visualization_new(request: HttpRequest) -> HttpResponse:
    """The builder for a new chart: choose the data first, then the rest beside a preview."""
    fields = request.POST if request.method == "POST" else request.GET
    datasets = access.visible(Dataset, request.user).filter(workspace=request.workspace, current__isnull=False)
    if not fields.get("dataset"):
        return render(request, "visualizations/choose.html", {"datasets": datasets, "board": fields.get("board", "")})
    dataset = access.dataset(request.user, fields["dataset"], CAN_EDIT)
    return _build(request, dataset, None)


@login_required
@require_http_methods(["GET", "POST"])
def visualization_edit(request: HttpRequest, pk: int) -> HttpResponse:
    chart = access.visualization(request.user, pk, CAN_EDIT)
    return _build(request, chart.dataset, chart)


def _build(request: HttpRequest, dataset: Dataset, chart: Visualization | None) -> HttpResponse:
    fields = request.POST if request.method == "POST" else request.GET
    chosen: Any = fields
    if "kind" not in fields:
        spec = ChartSpec.from_json(chart.spec) if chart else None
        chosen = visualizations.fields_of(spec) if spec else visualizations.first_choice(dataset)
    trail = builder_trail.read(fields.get("trail", ""), chosen).follow(chosen)
    stepped = request.POST.get("step", "")
    if stepped:
        trail = trail.step(stepped)
        chosen = trail.now
    context = _choices(dataset) | {
        "dataset": dataset,
        "chart": chart,
        "chosen": chosen,
        "trail": trail,
        "board": fields.get("board", ""),
    }
    status = 200
    if chosen.get("dimension") or chosen.get("kind") in visualizations.ALONE:
        try:
            spec = visualizations.spec_from(dataset, chosen)
            if request.method == "POST" and ("save" in request.POST or "copy" in request.POST):
                return _save(request, dataset, None if "copy" in request.POST else chart, spec)
            drawn = drawing.chart(dataset.current, spec, width=720, height=420)
            words = {"heading": spec.title or visualizations.describe(spec), "words": visualizations.explain(spec)}
            context |= {"svg": drawn.page, "table": drawn.table, **words}
        except AnalyticsError as error:
            context["problem"] = str(error)
            status = 422 if request.method == "POST" and not stepped else 200
    template = "visualizations/_answer.html" if request.htmx and not stepped else "visualizations/build.html"
    response = render(request, template, context, status=status)
    response.headers["Vary"] = "HX-Request"
    return response


def _choices(dataset: Dataset) -> dict[str, Any]:
    profile = dashboards.profile_of(dataset.current)
    return {
        "kinds": visualizations.KINDS,
        "aggregations": visualizations.AGGREGATIONS,
        "grains": visualizations.GRAINS,
        "modes": visualizations.MODES,
        "sorts": visualizations.SORTS,
        "references": visualizations.REFERENCES,
        "dimensions": visualizations.dimensions(profile),
        "measures": visualizations.measures(profile),
    }


def _save(request: HttpRequest, dataset: Dataset, chart: Visualization | None, spec: ChartSpec) -> HttpResponse:
    name = spec.title or visualizations.describe(spec)
    if chart is None:
        chart = Visualization(workspace=dataset.workspace, dataset=dataset, created_by=request.user)
    chart.name, chart.spec = name[:200], spec.to_json()
    chart.save()
    board = request.POST.get("board", "")
    if board.isdigit():
        found = access.dashboard(request.user, board, CAN_EDIT)
        found, change = operations.apply(
            found.pk, request.user, {"op": "add", "kind": "chart", "visualization": chart.pk}
        )
        dashboards.broadcast(found, change)
        return redirect("dashboard", found.pk)
    messages.success(request, f"“{chart.name}” was saved.")
    return redirect("visualization", chart.pk)


@login_required
@require_http_methods(["GET", "POST"])
def visualization_delete(request: HttpRequest, pk: int) -> HttpResponse:
    chart = access.visualization(request.user, pk, CAN_EDIT)
    boards = Dashboard.objects.filter(widgets__visualization=chart, widgets__removed=False).distinct()
    if request.method == "POST":
        get_object_or_404(Visualization, pk=chart.pk).delete()
        messages.success(request, f"The chart “{chart.name}” was deleted.")
        return redirect("visualization_list")
    return render(request, "visualizations/delete.html", {"chart": chart, "boards": boards})
