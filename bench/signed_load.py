"""Signed commands over HTTP, so many a second or as many as come back, and how long each took.

Usage: python bench/signed_load.py URL SECRET TEAM SECONDS RATE   (RATE 0: as many as come back)
"""

import hashlib
import hmac
import http.client
import json
import sys
import threading
import time
from collections.abc import Iterator
from itertools import count
from urllib.parse import urlencode, urlsplit

CONNECTIONS = 24
QUESTIONS = (
    "who deploys models?",
    "who do I bug about drift alerts",
    "who builds data pipelines?",
    "who is on the hook for the feature store",
    "who ships the ranking service",
)


class Load:
    """Sends, and notes how long each command waited from when it was due."""

    def __init__(self, url: str, secret: str, team: str, seconds: float, rate: float) -> None:
        self._where = urlsplit(url)
        self._secret, self._team = secret.encode(), team
        self._seconds, self._rate = seconds, rate
        self._numbers = count()
        self._lock = threading.Lock()
        self.took: list[float] = []
        self.failures: list[str] = []

    def run(self) -> dict[str, object]:
        """Seconds that commands took, and what failed."""
        self._began = time.perf_counter() + 0.2
        threads = [threading.Thread(target=self._send) for _ in range(CONNECTIONS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - self._began
        return {"took": self.took, "failures": self.failures, "seconds": took}

    def _send(self) -> None:
        connection = http.client.HTTPConnection(self._where.hostname or "", self._where.port)
        for number in self._turns():
            due = self._began + number / self._rate if self._rate else time.perf_counter()
            time.sleep(max(0.0, due - time.perf_counter()))
            try:
                body, headers = self._command(number)
                connection.request("POST", "/slack/events", body, headers)
                answer = connection.getresponse()
                said = answer.read()
                good = answer.status == http.HTTPStatus.OK and b'"text"' in said
                wrong = "" if good else f"{answer.status} {said[:80]!r}"
            except (OSError, http.client.HTTPException) as error:
                wrong = type(error).__name__
                connection.close()
            with self._lock:
                self.took.append(time.perf_counter() - due)
                if wrong:
                    self.failures.append(wrong)
        connection.close()

    def _turns(self) -> Iterator[int]:
        while True:
            with self._lock:
                number = next(self._numbers)
            due = number / self._rate if self._rate else time.perf_counter() - self._began
            if due >= self._seconds:
                return
            yield number

    def _command(self, number: int) -> tuple[bytes, dict[str, str]]:
        fields = {
            "command": "/whoowns",
            "text": QUESTIONS[number % len(QUESTIONS)],
            "user_id": f"U{number % 5000}",
            "user_name": "somebody",
            "channel_id": f"C{number % 2000}",
            "channel_name": "churn",
            "team_id": self._team,
            "trigger_id": f"{time.time_ns()}.{number}",
            "response_url": "http://127.0.0.1:9/nowhere",
        }
        body, stamp = urlencode(fields).encode(), str(int(time.time()))
        signed = hmac.new(self._secret, f"v0:{stamp}:".encode() + body, hashlib.sha256).hexdigest()
        return body, {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": stamp,
            "x-slack-signature": f"v0={signed}",
        }


if __name__ == "__main__":
    url, secret, team, seconds, rate = sys.argv[1:]
    print(json.dumps(Load(url, secret, team, float(seconds), float(rate)).run()))
