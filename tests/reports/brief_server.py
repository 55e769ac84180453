"""A server of its own process whose lease and claims are short, so that a test need not wait for minutes.

    python -m tests.reports.brief_server PORT LEASE_SECONDS

The ratios are those of the program: the lease is renewed four times in its life, claims outlast it.
"""

from __future__ import annotations

import os
import sys
from datetime import timedelta


def shorten(seconds: float) -> None:
    from django.conf import settings

    from core import lease, scheduler
    from core.reporting import composing, outbox

    lease.LASTS = timedelta(seconds=seconds)
    scheduler.RENEW_SECONDS = seconds / 4
    scheduler.SOON = timedelta(seconds=seconds / 12)
    outbox.CLAIM = timedelta(seconds=seconds * 1.5)
    composing.TAKES = timedelta(seconds=seconds * 2)
    settings.SCHEDULED_TASKS = {
        "due-reports": {"task": "core.tasks.send_due_reports", "schedule": timedelta(seconds=seconds / 3)}
    }


def main() -> None:
    import django
    import uvicorn

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "Luminabi.settings")
    django.setup()
    shorten(float(sys.argv[2]))
    uvicorn.run("Luminabi.asgi:application", port=int(sys.argv[1]), log_level="warning", lifespan="off")


if __name__ == "__main__":
    main()
