"""Signed webhooks to addresses of the public internet only: resolved once, pinned, no redirects, small and short."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import ipaddress
import json
import socket
import ssl
import time
from typing import Any
from urllib.parse import urlsplit

SECONDS = 10
MAX_ANSWER = 4096


class Refused(Exception):
    """The address may not be called; trying again is of no use. The message is one sentence."""


class NotTaken(Exception):
    """The receiver is away or answered with an error; it may be tried again."""


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet: not private, loopback, link-local, multicast, reserved."""
    ip = ipaddress.ip_address(address.split("%")[0])
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is not None:
            return is_public(str(inner))
    return ip.is_global and not ip.is_multicast


def check(url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and path of an address that may be called; raises Refused."""
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        raise Refused("The webhook is no address.") from None
    if parts.scheme not in {"https", "http"} or not parts.hostname:
        raise Refused("A webhook begins with https:// or http://.")
    if parts.username or parts.password:
        raise Refused("A webhook’s address holds no user or password.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, parts.hostname, port, path


def resolve(host: str, port: int) -> str:
    """The one IP address that is called; all that the name resolves to must be public. Raises Refused, NotTaken."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise NotTaken(f"The name {host[:80]} cannot be resolved.") from None
    addresses = [str(each[4][0]) for each in found]
    if not addresses or not all(is_public(each) for each in addresses):
        raise Refused("The webhook leads into a private network, which is not allowed.")
    return addresses[0]


def signature(secret: str, moment: str, body: bytes) -> str:
    """HMAC-SHA256 over the time, a dot and the body, in hex; receivers compute the same."""
    return hmac.new(secret.encode(), moment.encode() + b"." + body, hashlib.sha256).hexdigest()


def post(url: str, secret: str, document: dict[str, Any], ident: str) -> None:
    """Send the document as JSON. Raises Refused or NotTaken."""
    scheme, host, port, path = check(url)
    address = resolve(host, port)
    body = json.dumps(document, ensure_ascii=False).encode()
    moment = str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "LuminaBI",
        "X-LuminaBI-Delivery": ident,
        "X-LuminaBI-Timestamp": moment,
        "X-LuminaBI-Signature": f"sha256={signature(secret, moment, body)}",
    }
    try:
        line = _connected(scheme, host, address, port)
        try:
            line.request("POST", path, body=body, headers=headers)
            answer = line.getresponse()
            answer.read(MAX_ANSWER)
        finally:
            line.close()
    except (OSError, http.client.HTTPException) as problem:
        raise NotTaken(f"The webhook cannot be reached: {type(problem).__name__}.") from None
    if not 200 <= answer.status < 300:
        raise NotTaken(f"The webhook answered {answer.status}.")


def _connected(scheme: str, host: str, address: str, port: int) -> http.client.HTTPConnection:
    """A connection to that IP address, with the name in Host and in the certificate's check."""
    plain = socket.create_connection((address, port), timeout=SECONDS)
    line = http.client.HTTPConnection(host, port, timeout=SECONDS)
    if scheme == "https":
        line.default_port = 443  # type: ignore[misc]
        line.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    else:
        line.sock = plain
    return line
