"""How often one account or one address may do a thing. Counters live in Django's cache, with Redis for all servers.

No key holds an account alone: a stranger who guesses passwords uses up their own tries, never the owner's. A browser
that has signed in to the account before (it holds a signed device cookie) counts apart from everybody else at the
same address.
"""

from __future__ import annotations

import hashlib
import ipaddress
import logging
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import wraps
from threading import BoundedSemaphore
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

log = logging.getLogger(__name__)

MINUTE = 60
HOUR = 3600


@dataclass(frozen=True)
class Limit:
    """At most ``times`` in ``seconds`` (a fixed window) for each key."""

    name: str
    times: int
    seconds: int


LOGIN = Limit("login", 10, 15 * MINUTE)  # failures, for an account from an address or device
LOGIN_ADDRESS = Limit("login-address", 100, 15 * MINUTE)  # failures from an address, whatever the account
SIGNUP = Limit("signup", 100, HOUR)
RESET_ADDRESS = Limit("reset-address", 20, HOUR)
RESET_MAIL = Limit("reset-mail", 5, HOUR)  # mails to one mailbox; beyond it the answer stays the same
RESET_CONFIRM = Limit("reset-confirm", 60, HOUR)
INVITE = Limit("invite", 60, HOUR)  # mails that one person may cause
INVITATION = Limit("invitation", 60, 10 * MINUTE)  # looks at invitation links from an address
SHARE = Limit("share", 600, 10 * MINUTE)
API = Limit("api", 1200, MINUTE)  # for one token
API_BAD_TOKEN = Limit("api-bad-token", 60, 10 * MINUTE)
OPEN_PAGE = Limit("open-page", 3000, MINUTE)  # health, API description: anonymous and cheap


class TooOften(Exception):
    """Refused for now; ``wait`` is the number of seconds after which it is worth a try."""

    def __init__(self, wait: int) -> None:
        self.wait = max(1, wait)
        super().__init__(f"That was too often. Try again in {in_words(self.wait)}.")


def in_words(seconds: int) -> str:
    if seconds <= 90:
        return "a minute"
    return f"{-(-seconds // MINUTE)} minutes" if seconds < 2 * HOUR else f"{-(-seconds // HOUR)} hours"


def address(request: HttpRequest) -> str:
    """The client's address; an IPv6 client is its /64, since one customer has all of that.

    Only behind our own proxy (BEHIND_PROXY) is X-Forwarded-For believed, and only the entry that this proxy added.
    """
    text = request.META.get("REMOTE_ADDR") or ""
    if settings.USE_X_FORWARDED_HOST and request.META.get("HTTP_X_FORWARDED_FOR"):
        text = request.META["HTTP_X_FORWARDED_FOR"].rsplit(",", 1)[-1].strip()
    try:
        ip = ipaddress.ip_address(text.split("%")[0])
    except ValueError:
        return text[:64]
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped:
            return str(ip.ipv4_mapped)
        return str(ipaddress.ip_network((ip, 64), strict=False))
    return str(ip)


def _key(limit: Limit, who: str, now: float) -> str:
    window = int(now // limit.seconds)
    return f"throttle:{limit.name}:{window}:{hashlib.sha256(who.encode()).hexdigest()[:32]}"


def take(limit: Limit, who: str) -> None:
    """Count one try; raises TooOften when this one is over the limit."""
    now = time.time()
    key = _key(limit, who, now)
    cache.add(key, 0, limit.seconds + 5)
    try:
        count = cache.incr(key)
    except ValueError:  # expired in between
        cache.add(key, 1, limit.seconds + 5)
        count = 1
    if count > limit.times:
        if count == limit.times + 1:
            log.warning("limit %s reached", limit.name)
        raise TooOften(int(limit.seconds - now % limit.seconds))


def give_back(limit: Limit, who: str) -> None:
    """The try turned out well, so it does not count."""
    with suppress(ValueError):
        cache.decr(_key(limit, who, time.time()))


def clear(limit: Limit, who: str) -> None:
    cache.delete(_key(limit, who, time.time()))


# Concurrency: a password check costs 19 MiB and a core for a moment, so only a few run at once.
AT_ONCE = 4
_hashing = BoundedSemaphore(AT_ONCE)


@contextmanager
def one_of_few(seconds: float = 10) -> Iterator[None]:
    """Wait for a place among the few expensive anonymous requests that run at once; TooOften when none gets free."""
    if not _hashing.acquire(timeout=seconds):
        raise TooOften(10)
    try:
        yield
    finally:
        _hashing.release()


def limited(limit: Limit, *, methods: Iterable[str] = ("GET", "HEAD", "POST")) -> Callable[[Any], Any]:
    """Decorator for anonymous views: so many requests from one address, then TooOften (answered with 429)."""
    counted = frozenset(methods)

    def decorate(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.method in counted:
                take(limit, address(request))
            return view(request, *args, **kwargs)

        return wrapper

    return decorate
