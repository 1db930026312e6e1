"""Whether Slack can reach us over HTTP, tried as Slack does: with a signed request."""

import hashlib
import hmac
import json
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from pydantic import SecretStr

from bot.domain.value import as_name
from bot.slack import findings
from bot.slack.findings import Finding
from bot.slack.http import SIGNATURE, TIMESTAMP
from bot.slack.manifest import REQUESTS, public

PATIENCE = 3.0
"""Seconds that we have for an answer, as Slack gives us."""

MOST_READ = 1000


@dataclass(frozen=True)
class Reach:
    """Where Slack reaches us, None where that isn't set, and what it signs with.

    Where it is `needed`, browsers are sent back to it too.
    """

    address: str | None
    secret: SecretStr
    needed: bool = False

    def findings(self) -> Iterator[Finding]:
        """Whether the address is one for Slack, and whether we answer there; changes nothing."""
        yield from findings.signing_secret(self.secret.get_secret_value())
        if self.address is None:
            yield findings.no_address(needed=self.needed)
            return
        try:
            address = public(self.address)
        except ValueError as error:
            yield findings.bad_address(error)
            return
        yield self._tried(address)

    def _tried(self, address: str) -> Finding:
        challenge = secrets.token_hex(8)
        body = json.dumps({"type": "url_verification", "challenge": challenge}).encode()
        request = Request(  # noqa: S310 public() has looked at the address
            f"{address}{REQUESTS}", body, self._signed(body)
        )
        try:
            with build_opener(_Staying).open(request, timeout=PATIENCE) as answer:
                status, said = answer.status, answer.read(MOST_READ)
        except HTTPError as error:
            with error:
                status, said = error.code, error.read(MOST_READ)
        except (OSError, HTTPException, ValueError) as error:
            return findings.unreached(address, as_name(str(error), type(error).__name__))
        if status == HTTPStatus.OK and challenge.encode() in said:
            return findings.reached(address)
        if status == HTTPStatus.UNAUTHORIZED:
            return findings.other_secret(address, as_name(said.decode(errors="replace"), ""))
        return findings.somebody_else(address, status)

    def _signed(self, body: bytes) -> dict[str, str]:
        stamp = str(int(time.time()))
        key = self.secret.get_secret_value().encode()
        signature = hmac.new(key, b"v0:%s:%s" % (stamp.encode(), body), hashlib.sha256)
        return {
            "Content-Type": "application/json",
            TIMESTAMP: stamp,
            SIGNATURE: f"v0={signature.hexdigest()}",
        }


class _Staying(HTTPRedirectHandler):
    """Goes nowhere else: Slack doesn't follow either."""

    def redirect_request(self, *_: object) -> None:
        """No further request."""
