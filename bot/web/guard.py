"""Who may see a page: until people can sign in, only whoever sits at this machine."""

import ipaddress

from flask import Request
from werkzeug.exceptions import Forbidden

OPEN_TO_ALL = (
    "/healthz",
    "/readyz",
    "/metrics",
    "/slack/events",
    "/slack/install",
    "/slack/oauth_redirect",
)
REASON = (
    "These pages show who owns what without asking who you are, so they answer only on the "
    "machine Rolecall runs on: open http://127.0.0.1 there."
)
_FORWARDED = ("forwarded", "via", "x-real-ip", "x-forwarded")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def admit(request: Request) -> None:
    """Raises Forbidden unless the request comes from this machine and for this machine.

    The Host header is looked at too: a page elsewhere may point its own name at 127.0.0.1 and
    then read what a browser here is shown. A forwarded request came from somewhere else.
    """
    # What is static looks the same to everybody, and those who install the app see it too.
    is_open = request.path in OPEN_TO_ALL or request.endpoint == "static"
    if not is_open and not is_here(request):
        raise Forbidden(REASON)


def is_here(request: Request) -> bool:
    """Whether a request comes from this machine and for this machine."""
    forwarded = any(name.lower().startswith(_FORWARDED) for name, _ in request.headers)
    local = _is_loopback(request.remote_addr or "") and _is_local(request.host)
    return local and not forwarded


def _is_local(host: str) -> bool:
    name = host.rsplit(":", 1)[0] if not host.endswith("]") else host
    return name.lower() == "localhost" or _is_loopback(name.strip("[]"))


def _is_loopback(address: str) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback
