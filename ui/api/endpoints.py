"""What the API answers. Ninja (12 MB in the server, measured) checks input and writes the OpenAPI document."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from ninja import File, Form, NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.files import UploadedFile
from ninja.security import HttpBearer

from analytics.schema import AnalyticsError
from core import access, accounts, throttle
from core.access import CAN_EDIT
from core.models import Dashboard, Dataset, Membership, User, Workspace
from ui.api import schemas

MAX_LIST = 200


class PersonalToken(HttpBearer):
    """``Authorization: Bearer …`` with a token from the profile page. No cookie opens the API, so no CSRF either."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        found = accounts.user_of_key(token)
        if found is None:
            throttle.take(throttle.API_BAD_TOKEN, throttle.address(request))
            return None
        user, row = found
        throttle.take(throttle.API, str(row.pk))
        request.user = user
        return user


api = NinjaAPI(
    title="LuminaBI",
    version="1",
    description="Datasets and dashboards of your workspaces. Make a token on your profile page.",
    auth=PersonalToken(),
    docs_url=None,
    openapi_url="/openapi.json",
    urls_namespace="api-1",
)


# Errors: one sentence each


@api.exception_handler(AuthenticationError)
def unauthorized(request: HttpRequest, problem: Any) -> HttpResponse:
    text = "Send a personal token as “Authorization: Bearer …”; you make one on your profile page."
    response = api.create_response(request, {"detail": text}, status=401)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(throttle.TooOften)
def too_often(request: HttpRequest, refusal: throttle.TooOften) -> HttpResponse:
    response = api.create_response(request, {"detail": str(refusal)}, status=429)
    response.headers["Retry-After"] = str(refusal.wait)
    return response


@api.exception_handler(Http404)
def not_found(request: HttpRequest, problem: Any) -> HttpResponse:
    text = "There is nothing here, or it belongs to a workspace that you are not in."
    return api.create_response(request, {"detail": text}, status=404)


@api.exception_handler(PermissionDenied)
def forbidden(request: HttpRequest, problem: Any) -> HttpResponse:
    return api.create_response(request, {"detail": str(problem) or "You may not do this."}, status=403)


@api.exception_handler(AnalyticsError)
def unusable(request: HttpRequest, problem: AnalyticsError) -> HttpResponse:
    return api.create_response(request, {"detail": str(problem)}, status=400)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    first = problem.errors[0] if problem.errors else {}
    place = ".".join(str(part) for part in first.get("loc", [])[1:]) or "the request"
    text = f"{place}: {first.get('msg', 'not usable')}."
    return api.create_response(request, {"detail": text}, status=422)


# Datasets


def dataset_item(dataset: Dataset) -> dict[str, Any]:
    version = dataset.current or dataset.newest
    url = f"/datasets/{dataset.pk}/"
    return {
        "id": dataset.pk,
        "name": dataset.name,
        "workspace": dataset.workspace_id,
        "rows": version.rows if version else None,
        "columns": version.columns if version else None,
        "created_at": dataset.created_at,
        "url": url,
        "status_url": f"{url}status.json",
    }


@api.get(
    "/datasets/", response={200: schemas.Datasets, 401: schemas.Problem}, summary="List datasets", tags=["datasets"]
)
def dataset_list(
    request: HttpRequest, workspace: int | None = None, offset: int = 0, limit: int = 50
) -> dict[str, Any]:
    found = access.visible(Dataset, request.user).select_related("current").order_by("-created_at", "-pk")
    if workspace is not None:
        found = found.filter(workspace=access.workspace(request.user, workspace))
    start = max(0, min(offset, 10**9))
    page = found[start : start + max(1, min(limit, MAX_LIST))]
    return {"count": found.count(), "items": [dataset_item(each) for each in page]}


def workspace_for(user: Any, pk: int | None) -> Workspace:
    """The one that was named, else the first in which the person may upload."""
    if pk is not None:
        return access.workspace(user, pk, CAN_EDIT)
    membership = (
        Membership.objects.filter(user=user, role__in=CAN_EDIT).select_related("workspace").order_by("pk").first()
    )
    if membership is None:
        raise PermissionDenied("You are an editor or owner of no workspace, so there is nowhere to upload to.")
    return membership.workspace


def received(file: UploadedFile) -> tuple[Path, str]:
    """The upload as a file of ours and its name as text, by the rules of every upload; raises HttpError."""
    from core import uploads

    name = uploads.plain_name(file.name or "")
    try:
        uploads.check(name, file.size or 0)
    except uploads.Refused as refusal:
        raise HttpError(refusal.status, str(refusal)) from None
    if (file.size or 0) > settings.MAX_FORM_UPLOAD_MB * 1024 * 1024:
        limit = settings.MAX_FORM_UPLOAD_MB
        raise HttpError(413, f"The file is larger than {limit} MB; send it in chunks to /uploads/ (tus 1.0).")
    return uploads.spool(name, file.chunks()), name


UPLOAD_ANSWERS = {
    201: schemas.DatasetMade,
    400: schemas.Problem,
    401: schemas.Problem,
    403: schemas.Problem,
    413: schemas.Problem,
    415: schemas.Problem,
}


@api.post("/datasets/", response=UPLOAD_ANSWERS, summary="Upload a file as a new dataset", tags=["datasets"])
def dataset_upload(
    request: HttpRequest,
    file: File[UploadedFile],
    name: Form[str] = "",
    workspace: Form[int | None] = None,
) -> tuple[int, dict[str, Any]]:
    """Multipart field `file`; `name` and `workspace` (an id) if you like. The analysis goes on after the answer."""
    target = workspace_for(request.user, workspace)
    source, original = received(file)
    from core import pipeline

    try:
        dataset = pipeline.new_dataset(target, source=source, name=original, by=request.user)
    finally:
        source.unlink(missing_ok=True)
    if wanted := " ".join(name.split())[:200]:
        Dataset.objects.filter(pk=dataset.pk).update(name=wanted)
    url = f"/datasets/{dataset.pk}/"
    return 201, {"id": dataset.pk, "url": url, "status_url": f"{url}status.json"}


DETAIL_ANSWERS = {200: schemas.DatasetDetail, 401: schemas.Problem, 404: schemas.Problem}


@api.get("/datasets/{int:pk}/", response=DETAIL_ANSWERS, summary="Status, profile and insights", tags=["datasets"])
def dataset_detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    dataset = access.dataset(request.user, pk)
    from core import pipeline

    version = dataset.current or dataset.newest
    insights = version.insights.filter(dismissed=False) if version else []
    return {
        **dataset_item(dataset),
        "status": pipeline.status(dataset),
        "profile": (version.clean_profile or version.profile) if version else {},
        "insights": [
            {"kind": each.kind, "text": each.text, "strength": each.strength, "document": each.document}
            for each in insights
        ],
    }


# Dashboards


BOARD_ANSWERS = {200: schemas.DashboardDetail, 401: schemas.Problem, 404: schemas.Problem}


@api.get("/dashboards/{int:pk}/", response=BOARD_ANSWERS, summary="Widgets and filters", tags=["dashboards"])
def dashboard_detail(request: HttpRequest, pk: int) -> dict[str, Any]:
    board: Dashboard = access.dashboard(request.user, pk)
    widgets = board.widgets.filter(removed=False).select_related("visualization")
    return {
        "id": board.pk,
        "name": board.name,
        "description": board.description,
        "version": board.version,
        "workspace": board.workspace_id,
        "dataset": board.dataset_id,
        "updated_at": board.updated_at,
        "url": reverse("dashboard", args=[board.pk]),
        "widgets": [
            {
                **{name: getattr(each, name) for name in ("id", "kind", "title", "x", "y", "w", "h")},
                "spec": each.visualization.spec if each.visualization else None,
            }
            for each in widgets
        ],
        "filters": [{"kind": each.kind, "column": each.column, "value": each.value} for each in board.filters.all()],
    }
