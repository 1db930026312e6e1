"""What every page is guarded by: headers, and whether a request comes from this machine."""

import ipaddress

from flask import Request

_FORWARDED = ("forwarded", "via", "x-real-ip", "x-forwarded")

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        "form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def is_here(request: Request) -> bool:
    """Whether a request comes from this machine and for this machine.

    The Host header is looked at too: a page elsewhere may point its own name at 127.0.0.1 and
    then read what a browser here is shown. A forwarded request came from somewhere else.
    """
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
