"""For load balancers and watchers: is the process up, and can it do its work?"""

from __future__ import annotations

import logging
import tempfile

from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from core import throttle
from core.models import Lease

log = logging.getLogger(__name__)


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of anybody else."""
    return HttpResponse("ok\n", content_type="text/plain; charset=utf-8")


@throttle.limited(throttle.OPEN_PAGE)
@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """200 when database, scheduler and data folder are usable, else 503; says which is not, and nothing more."""
    checks = {"database": database(), "scheduler": scheduler(), "data": data_folder()}
    ready = all(state != "down" for state in checks.values())
    if not ready:
        log.warning("not ready: %s", checks)
    return JsonResponse({"ready": ready, **checks}, status=200 if ready else 503)


def database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return "up" if cursor.fetchone() == (1,) else "down"
    except DatabaseError:
        return "down"


def scheduler() -> str:
    """Somebody holds a lease that has not run out; ``off`` where this installation runs none."""
    try:
        held = Lease.objects.filter(expires_at__gt=timezone.now()).exists()
    except DatabaseError:
        return "down"
    if held:
        return "up"
    return "off" if settings.SCHEDULER == "off" else "down"


def data_folder() -> str:
    try:
        with tempfile.TemporaryFile(dir=settings.DATA_DIR) as file:
            file.write(b"ok")
        return "up"
    except OSError:
        return "down"
