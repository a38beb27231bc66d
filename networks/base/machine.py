"""Which machine asks. What only the person at the machine may do (the local outbox, the demonstration) goes by this."""

import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest

KEY_COOKIE = "local_key"
# A request that carries one of these came through a proxy, whatever address it seems to come from.
PROXY_HEADERS = (
    "HTTP_X_FORWARDED_FOR",
    "HTTP_X_FORWARDED_HOST",
    "HTTP_X_REAL_IP",
    "HTTP_FORWARDED",
    "HTTP_VIA",
)


def is_proxied(request) -> bool:
    """Whether the request came through a proxy."""
    return bool(settings.TRUSTED_PROXIES) or any(name in request.META for name in PROXY_HEADERS)


def is_this_machine(request) -> bool:
    """Whether the request comes from the machine that serves it (never true behind a proxy)."""
    if is_proxied(request):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def has_local_key(request) -> bool:
    """Whether the browser holds the key that `bin/run` printed."""
    return is_local_key(request.COOKIES.get(KEY_COOKIE, ""))


def is_local_key(given: str) -> bool:
    """Whether this is the key of the present start."""
    return bool(settings.LOCAL_KEY) and hmac.compare_digest(given.encode(), settings.LOCAL_KEY.encode())


def is_local(request) -> bool:
    """Whether the local outbox and the demonstration answer: on one's own machine, or with its key; never behind a proxy."""
    if not settings.EMBEDDED or is_proxied(request):
        return False
    return is_this_machine(request) or has_local_key(request)


def client_address(request: HttpRequest) -> str:
    """Return the address that a request came from: of IPv6 the /64 network, as one household has many.

    Behind TRUSTED_PROXIES proxies it is what the outermost of them saw.
    """
    address = request.META.get("REMOTE_ADDR", "")
    seen = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    if settings.TRUSTED_PROXIES and len(seen) >= settings.TRUSTED_PROXIES:
        address = seen[-settings.TRUSTED_PROXIES]
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if found.version == 6:
        return str(ipaddress.ip_network(f"{found}/64", strict=False).network_address)
    return str(found)
