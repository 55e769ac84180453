"""A person without a browser: signs up over HTTP, keeps the cookies, sends forms and files to a real server."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import requests

PASSWORD = "correct-horse-battery"


class Visitor(requests.Session):
    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.trust_env = False  # loopback only; no proxy of the machine in between

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **kwargs: Any) -> requests.Response:
        kwargs.setdefault("timeout", 60)
        place = str(url)
        return super().request(method, place if place.startswith("http") else self.url + place, *args, **kwargs)

    @property
    def token(self) -> str:
        return self.cookies.get("csrftoken", "") or ""

    def sign_up(self, name: str) -> Visitor:
        self.get("/accounts/signup/")
        fields = {"username": name, "email": f"{name}@example.org", "password1": PASSWORD, "password2": PASSWORD}
        answer = self.post("/accounts/signup/", {**fields, "csrfmiddlewaretoken": self.token})
        assert answer.ok, answer.text
        assert "/signup" not in answer.url, answer.text
        return self

    def headers_of_tus(self) -> dict[str, str]:
        """What a tus client has to send along to be this person."""
        cookies = "; ".join(f"{cookie.name}={cookie.value}" for cookie in self.cookies)
        return {"Cookie": cookies, "X-CSRFToken": self.token}

    def upload(self, path: Path, name: str | None = None) -> str:
        """Upload by the plain form; gives the dataset's path."""
        self.get("/datasets/upload/")
        with path.open("rb") as file:
            answer = self.post(
                "/datasets/upload/", {"csrfmiddlewaretoken": self.token}, files={"file": (name or path.name, file)}
            )
        found = re.search(r"/datasets/\d+/$", answer.url)
        assert found, answer.text
        return found.group()

    def wait(self, dataset: str, seconds: float = 180) -> dict[str, Any]:
        """The dataset's status once its run has ended."""
        for _ in range(int(seconds * 5)):
            status = self.get(f"{dataset}status.json").json()
            if status["state"] in {"ready", "failed", "interrupted", "cancelled"}:
                return status
            time.sleep(0.2)
        raise AssertionError(f"still not done: {status}")
