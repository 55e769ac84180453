"""Uploads: tus 1.0.0 (core, creation, creation-with-upload, termination, checksum, expiration), and the page."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import http_date
from django.views.decorators.http import require_GET, require_http_methods

from core import access, demo, fragments, pipeline, throttle, uploads
from core.access import CAN_EDIT
from core.models import Dataset, Upload, Workspace
from core.uploads import MB, Refused
from ui.http import see_other

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,termination,checksum,expiration"
BODY = "application/offset+octet-stream"


def answer(status: int, text: str = "", **headers: str) -> HttpResponse:
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    for name, value in headers.items():
        response[name.replace("_", "-")] = value
    return response


def tus(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What every answer of the protocol carries; refusals as one sentence; the method override of the standard."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        method = request.headers.get("X-HTTP-Method-Override", request.method or "").upper()
        if method not in {"POST", "PATCH", "DELETE"} or request.method != "POST":
            method = request.method or ""
        if not request.user.is_authenticated and method == "OPTIONS":
            throttle.take(throttle.OPEN_PAGE, throttle.address(request))
            response = view(request, *args, method=method, **kwargs)
        elif not request.user.is_authenticated:
            response = answer(401, "Sign in first; uploads belong to a person.")
        elif method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
            response = answer(412, f"Send the header Tus-Resumable: {VERSION}.", Tus_Version=VERSION)
        else:
            try:
                response = view(request, *args, method=method, **kwargs)
            except Refused as refusal:
                response = answer(refusal.status, str(refusal))
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return wrapper


def number(request: HttpRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not value.isascii() or not value.isdigit() or len(value) > 18:
        raise Refused(f"The header {header} has to be a whole number of bytes.")
    return int(value)


def metadata(request: HttpRequest) -> dict[str, str]:
    """``Upload-Metadata``: comma-separated pairs of a key and a base64 value."""
    found = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Refused("The header Upload-Metadata holds a value that is not base64 of UTF-8 text.") from None
    return found


def checksum(request: HttpRequest) -> tuple[str, bytes] | None:
    header = request.headers.get("Upload-Checksum")
    if not header:
        return None
    name, _, value = header.partition(" ")
    if name not in uploads.CHECKSUMS:
        raise Refused(f"Checksums here are {' and '.join(uploads.CHECKSUMS)}.")
    try:
        return name, base64.b64decode(value, validate=True)
    except binascii.Error:
        raise Refused("The header Upload-Checksum holds no base64 value.") from None


def place(request: HttpRequest, workspace: str, replaces: str) -> tuple[Workspace, Dataset | None]:
    """Where an upload goes: the dataset that it replaces, a workspace by id, or the one in use. Gated."""
    if replaces:
        dataset = access.dataset(request.user, replaces, CAN_EDIT)
        return dataset.workspace, dataset
    if workspace:
        return access.workspace(request.user, workspace, CAN_EDIT), None
    in_use = request.workspace  # type: ignore[attr-defined]
    if in_use is None:
        raise PermissionDenied("You are in no workspace; make one before you upload.")
    return access.workspace(request.user, in_use.pk, CAN_EDIT), None


def appends(how: str) -> bool:
    """What a person chose for a new file of a dataset: ``append``, or ``replace`` (as when nothing is said)."""
    if how not in ("", "append", "replace"):
        raise Refused("A new file can “append” its rows or “replace” those that are there.")
    return how == "append"


def standing(upload: Upload) -> dict[str, str]:
    """Headers that say where an upload stands, and which dataset it became."""
    headers = {"Upload_Offset": str(upload.offset), "Upload_Length": str(upload.length)}
    if upload.dataset_id:
        headers["Upload_Dataset"] = reverse("dataset", args=[upload.dataset_id])
    else:
        headers["Upload_Expires"] = http_date(uploads.expires_at(upload).timestamp())
    return headers


@tus
def tus_uploads(request: HttpRequest, method: str) -> HttpResponse:
    if method == "OPTIONS":
        limits = {
            "Tus_Max_Size": str(settings.MAX_UPLOAD_MB * MB),
            "Tus_Checksum_Algorithm": ",".join(uploads.CHECKSUMS),
        }
        return answer(204, Tus_Version=VERSION, Tus_Extension=EXTENSIONS, **limits)
    if method != "POST":
        return answer(405, "Make an upload with POST.", Allow="OPTIONS, POST")
    about = metadata(request)
    if "Upload-Defer-Length" in request.headers:
        raise Refused("Say the length of the file in Upload-Length; it cannot be told later here.")
    length = number(request, "Upload-Length")
    with_bytes = request.content_type == BODY
    digest = checksum(request) if with_bytes else None
    workspace, replaces = place(request, about.get("workspace", ""), about.get("replaces", ""))
    upload = uploads.create(
        request.user, workspace, filename=about.get("filename", ""), length=length, replaces=replaces,
        append=appends(about.get("how", "")),
    )  # fmt: skip
    if with_bytes:
        try:
            upload = uploads.append(upload, 0, request, checksum=digest)
        except Refused:
            uploads.cancel(upload)  # nobody was told where it is
            raise
    return answer(201, Location=reverse("tus_upload", args=[upload.pk]), **standing(upload))


@tus
def tus_upload(request: HttpRequest, pk: UUID, method: str) -> HttpResponse:
    if method == "OPTIONS":
        return answer(204, Tus_Version=VERSION, Tus_Extension=EXTENSIONS)
    upload = access.upload(request.user, pk)
    if method == "HEAD":
        name = base64.b64encode(upload.filename.encode()).decode()
        return answer(200, Upload_Metadata=f"filename {name}", **standing(upload))
    access.workspace(request.user, upload.workspace_id, CAN_EDIT)
    if method == "DELETE":
        uploads.cancel(upload)
        return answer(204)
    if method != "PATCH":
        return answer(405, "Go on with PATCH, ask with HEAD, cancel with DELETE.", Allow="OPTIONS, HEAD, PATCH, DELETE")
    if request.content_type != BODY:
        raise Refused(f"Send chunks as {BODY}.", 415)
    upload = uploads.append(upload, number(request, "Upload-Offset"), request, checksum=checksum(request))
    return answer(204, **standing(upload))


@login_required
@require_GET
def upload_progress(request: HttpRequest, pk: UUID) -> HttpResponse:
    return HttpResponse(fragments.upload_progress(access.upload(request.user, pk)))


# The page, and the form that needs no script


def take_files(request: HttpRequest, workspace: Workspace, replaces: Dataset | None = None) -> list[Dataset]:
    """Adopt the files of the form field ``file``. Raises Refused before anything is made of any of them."""
    files, append = request.FILES.getlist("file"), appends(request.POST.get("how", ""))
    if not files:
        raise Refused("Choose a file first.")
    if replaces is not None:
        files = files[:1]
    for file in files:
        uploads.check(uploads.plain_name(file.name or ""), file.size or 0)
        if (file.size or 0) > settings.MAX_FORM_UPLOAD_MB * MB:
            raise Refused(
                f"“{uploads.plain_name(file.name or '')[:80]}” is larger than {settings.MAX_FORM_UPLOAD_MB} MB, the "
                "limit of this form; switch JavaScript on, then it travels in pieces.",
                413,
            )
    made = []
    for file in files:
        name = uploads.plain_name(file.name or "")
        source = uploads.spool(name, file.chunks())
        try:
            if replaces is None:
                made.append(pipeline.new_dataset(workspace, source=source, name=name, by=request.user))
            else:
                pipeline.new_version(replaces, source=source, name=name, by=request.user, append=append)
                made.append(replaces)
        finally:
            source.unlink(missing_ok=True)
    return made


def upload_context(request: HttpRequest, **more: Any) -> dict[str, Any]:
    """What the drop zone needs."""
    return {
        "formats": settings.UPLOAD_FORMATS,
        "accept": ",".join(f".{ending}" for ending in settings.UPLOAD_FORMATS),
        "max_mb": settings.MAX_UPLOAD_MB,
        "max_form_mb": settings.MAX_FORM_UPLOAD_MB,
        "max_bytes": settings.MAX_UPLOAD_MB * MB,
        **more,
    }


@login_required
@require_http_methods(["GET", "POST"])
def dataset_upload(request: HttpRequest) -> HttpResponse:
    """GET: the drop zone. POST: fields ``file``; or ``example``, for whoever has no file at hand."""
    if request.method == "GET":
        may_upload = request.role in CAN_EDIT  # type: ignore[attr-defined]
        return render(request, "uploads/upload.html", upload_context(request, may_upload=may_upload))
    workspace, _ = place(request, request.POST.get("workspace", ""), "")
    if "example" in request.POST:
        return see_other("dataset", demo.put(workspace, request.user, count=demo.EXAMPLE_ORDERS).pk)  # type: ignore[arg-type]
    try:
        made = take_files(request, workspace)
    except Refused as refusal:
        status = refusal.status if refusal.status == 413 else 422
        return render(
            request,
            "uploads/upload.html",
            upload_context(request, may_upload=True, problem=str(refusal)),
            status=status,
        )
    return see_other("dataset", made[0].pk) if len(made) == 1 else see_other("dataset_list")
