"""Leaving a report by the link in the mail: a page with a button, and RFC 8058's one-click POST."""

from __future__ import annotations

import logging

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from core import throttle
from core.reporting import subscriptions, tongues

log = logging.getLogger(__name__)
LEAVE = throttle.Limit("unsubscribe", 300, 10 * throttle.MINUTE)


# Exempt: the POST comes from the mail provider's server, which has no cookie and no page of ours (RFC 8058). The signed
# token in the address is the proof, no session is looked at, and all it can do is to stop mails to that address.
@csrf_exempt
@throttle.limited(LEAVE)
@require_http_methods(["GET", "HEAD", "POST"])
def report_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    found = subscriptions.find(token)
    if found is None:
        raise Http404
    report, address = found
    if request.method == "POST":
        if "back" in request.POST:
            subscriptions.come_back(report, address)
        else:
            subscriptions.leave(report, address)
        log.info("report %s: a recipient %s", report.pk, "came back" if "back" in request.POST else "left")
    tongue, values = tongues.of(subscriptions.language_of(report, address)), {"name": report.name, "address": address}
    phrases = ("leave_ask", "leave_tell", "leave_button", "left", "left_tell", "come_back")
    context = {
        "report": report,
        "has_left": subscriptions.has_left(report, address),
        "language": tongue.code,
        "t": {key: tongue.say(key, **values) for key in phrases},
    }
    response = render(request, "reports/unsubscribe.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
