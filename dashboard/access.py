"""Who may look: nobody from another page, and with a token or a password only who has one.

Without login the dashboard answers every process of this machine, as any local tool does; what is
always kept out is another web page in the same browser: its requests carry a foreign host name
(DNS rebinding) or say themselves that they come from elsewhere.
"""

import hmac
import ipaddress
import re
import secrets
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import quote, urlsplit

import flask
from flask import Flask, Response
from werkzeug.security import check_password_hash, generate_password_hash

from dashboard.texts import text
from dashboard.view import Lang, seen
from sim.errors import Fault, InputError

COOKIE = "greenpark_session"
SESSION_S = 12 * 3600.0
LEAST_TOKEN = 16
MOST_BODY_BYTES = 8_000_000
"""Of one request: a scenario and the data of a figure are far smaller."""
_TRIES, _TRIES_S = 10, 300.0
_NOBODY = "scrypt:32768:8:1$x$00"
"""A hash that no password has: who is not known waits as long as who is."""
_PAGE = re.compile(r"[a-z.]*(\?[^\s\\<>\"]*)?")
"""A page below the prefix with its query: no other path, and no other host."""
_OPEN = ("assets/", "_dash-component-suites/", "_favicon.ico")


@dataclass(frozen=True)
class Access:
    """What a visitor must show: nothing, the token, or a name with its password.

    `hosts` are the names under which the dashboard is reached; empty allows loopback names and
    any address that is a number, which no foreign page can bind a name of its own to.
    """

    token: str = ""
    passwords: tuple[tuple[str, str], ...] = ()
    hosts: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return not (self.token or self.passwords)


OPEN = Access()
"""No login; hosts are loopback names and numbers."""


def read_token(path: Path) -> str:
    """Read a token file: one line of 16 characters or more.

    Raises
    ------
    InputError
        The file cannot be read, or its token is too short.
    """
    token = _lines(path)[0]
    if len(token) < LEAST_TOKEN:
        raise InputError([Fault(f"the token must have {LEAST_TOKEN} characters or more", path, 1)])
    return token


def read_passwords(path: Path) -> tuple[tuple[str, str], ...]:
    """Read a password file: lines ``name:hash``, as ``greenpark password NAME`` prints them.

    Raises
    ------
    InputError
        The file cannot be read, or lines of it are not of that kind.
    """
    faults, found = [], []
    for number, line in enumerate(_lines(path), start=1):
        name, _, hashed = line.partition(":")
        if not name or not hashed.startswith(("scrypt:", "pbkdf2:")):
            faults.append(Fault("is not 'name:hash' as `greenpark password` prints", path, number))
        found.append((name, hashed))
    if faults:
        raise InputError(faults)
    return tuple(found)


def password_line(name: str, password: str) -> str:
    """Return the line of a password file for a name."""
    return f"{name}:{generate_password_hash(password)}"


def _lines(path: Path) -> list[str]:
    try:
        found = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as fault:
        raise InputError([Fault(f"cannot be read ({fault})", path)]) from None
    if not any(found):
        raise InputError([Fault("is empty", path)])
    return [line for line in found if line]


def is_loopback(host: str) -> bool:
    """Tell whether an address can be reached from this machine alone."""
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"


def guard(server: Flask, access: Access, prefix: str) -> None:
    """Let every request pass the checks before anything else is done with it."""
    server.config["MAX_CONTENT_LENGTH"] = MOST_BODY_BYTES
    door = _Door(access, prefix)
    server.before_request(door.check)
    if access.token:
        server.add_url_rule(f"{prefix}login", "login", door.login, methods=["GET", "POST"])


@dataclass
class _Door:
    access: Access
    prefix: str
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    right: set[bytes] = field(default_factory=set)
    failures: dict[str, list[float]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def check(self) -> Response | None:
        """Return a refusal, or None."""
        request = flask.request
        if not _known_host(request.host, self.access.hosts):
            return _refusal("This host name is not allowed (--allow-host).", 403)
        if request.method == "POST" and not _from_here(request, self.access.hosts):
            return _refusal("The request comes from another site.", 403)
        below = request.path.removeprefix(self.prefix)
        if (
            self.access.is_open
            or below.startswith(_OPEN)
            or (self.access.token and below == "login")
        ):
            return None
        if self._is_known(request):
            return None
        if request.authorization and self._is_tired(request.remote_addr or ""):
            return _refusal("Too many wrong tries. Wait five minutes.", 429)
        return self._ask(below)

    def login(self) -> Response:
        """Show the form, or exchange the right token for a session."""
        request = flask.request
        lang = _asked_lang(request)
        if request.method == "GET":
            return _form(lang, "")
        if self._is_tired(request.remote_addr or ""):
            return _form(lang, "login.later", 429)
        given = request.form.get("token", "")
        if not hmac.compare_digest(given.encode(), self.access.token.encode()):
            self._fail(request.remote_addr or "")
            return _form(lang, "login.wrong", 403)
        answer = flask.make_response(flask.redirect(self._wanted(request), 303))
        answer.set_cookie(
            COOKIE,
            self._session(time.time() + SESSION_S),
            max_age=int(SESSION_S),
            path=self.prefix,
            httponly=True,
            samesite="Strict",
            secure=request.is_secure,
        )
        return answer

    def _wanted(self, request: flask.Request) -> str:
        """Return the page that was asked for before the login, if it is one of ours."""
        below = request.args.get("next", "")
        ours = _PAGE.fullmatch(below) is not None
        return self.prefix + below if ours else self.prefix

    def _is_known(self, request: flask.Request) -> bool:
        if self.access.token and self._is_session(request.cookies.get(COOKIE, "")):
            return True
        given = request.authorization
        if given is not None and given.type == "bearer" and self.access.token:
            return self._is_token(given.token or "", request.remote_addr or "")
        return self._is_named(request) if self.access.passwords else False

    def _is_token(self, given: str, address: str) -> bool:
        if self._is_tired(address):
            return False
        if hmac.compare_digest(given.encode(), self.access.token.encode()):
            return True
        self._fail(address)
        return False

    def _is_named(self, request: flask.Request) -> bool:
        given, address = request.authorization, request.remote_addr or ""
        if given is None or given.type != "basic":
            return False
        hashed = dict(self.access.passwords).get(given.username or "", _NOBODY)
        mark = self._mark(hashed, given.password or "")
        if mark in self.right:
            return True
        if self._is_tired(address) or not check_password_hash(hashed, given.password or ""):
            self._fail(address)
            return False
        self.right.add(mark)
        return True

    def _mark(self, hashed: str, password: str) -> bytes:
        """Return the keyed digest by which a password that was right is remembered.

        A browser sends it with each of a page's dozens of requests, and scrypt takes 50 ms on
        purpose; and who is logged in is not shut out by another's wrong tries.
        """
        return hmac.digest(self.key, f"{hashed}\0{password}".encode(), "sha256")

    def _ask(self, below: str) -> Response:
        if self.access.passwords:
            answer = _refusal("Please log in.", 401)
            answer.headers["WWW-Authenticate"] = 'Basic realm="greenpark", charset="UTF-8"'
            return answer
        if below.startswith("_dash-"):
            return _refusal("Please log in.", 401)
        query = flask.request.query_string.decode("ascii", "replace")
        wanted = quote(f"{below}?{query}" if query else below, safe="")
        place = f"login?lang={_asked_lang(flask.request)}&next={wanted}"
        return flask.make_response(flask.redirect(self.prefix + place, 303))

    def _session(self, until: float) -> str:
        body = f"{until:.0f}.{secrets.token_hex(8)}"
        return f"{body}.{self._signature(body)}"

    def _is_session(self, cookie: str) -> bool:
        body, _, signature = cookie.rpartition(".")
        if not hmac.compare_digest(signature.encode(), self._signature(body).encode()):
            return False
        return float(body.partition(".")[0]) > time.time()

    def _signature(self, body: str) -> str:
        return hmac.digest(self.key, body.encode(), "sha256").hex()

    def _is_tired(self, address: str) -> bool:
        with self.lock:
            recent = [at for at in self.failures.get(address, []) if at > time.time() - _TRIES_S]
            self.failures[address] = recent
            return len(recent) >= _TRIES

    def _fail(self, address: str) -> None:
        with self.lock:
            self.failures.setdefault(address, []).append(time.time())


def _asked_lang(request: flask.Request) -> Lang:
    return seen(request.query_string.decode("ascii", "replace")).lang


def _known_host(host: str, allowed: Iterable[str]) -> bool:
    name = host.rpartition(":")[0] if host.rpartition(":")[2].isdigit() else host
    if name in allowed or name == "localhost":
        return True
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _from_here(request: flask.Request, hosts: Iterable[str]) -> bool:
    """Tell whether a browser says that the request comes from our own pages, or nothing."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = urlsplit(request.headers.get("Origin", ""))
    return not origin.netloc or origin.netloc == request.host or (origin.hostname or "") in hosts


def _refusal(words: str, code: int) -> Response:
    return Response(f"{words}\n", code, mimetype="text/plain")


def _form(lang: Lang, problem: str, code: int = 200) -> Response:
    """Return the page that asks for the token; it needs no script."""
    fault = f'<p role="alert">{escape(text(lang, problem))}</p>' if problem else ""
    keys = ("login.title", "app.title", "login.token", "login.enter")
    title, name, token, enter = (escape(text(lang, key)) for key in keys)
    page = f"""<!DOCTYPE html>
<html lang="{"zh-CN" if lang == "zh" else "en"}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="stylesheet" href="assets/style.css"><link rel="stylesheet" href="assets/login.css">
</head><body><main class="login panel"><h1>{name}</h1>{fault}
<form method="post"><label for="token">{token}</label>
<input id="token" name="token" type="password" autocomplete="current-password" required autofocus>
<button type="submit">{enter}</button></form></main></body></html>"""
    return Response(page, code, mimetype="text/html")
