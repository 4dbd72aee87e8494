"""Who may look, and that nobody else does."""

import base64
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from dashboard.access import (
    COOKIE,
    MOST_BODY_BYTES,
    OPEN,
    Access,
    is_loopback,
    password_line,
    read_passwords,
    read_token,
)
from dashboard.app import create_app
from dashboard.workspace import Workspace
from sim.errors import InputError

TOKEN = "a-token-of-some-length"
CALLBACK = "/_dash-update-component"


def _client(folder: Path, access: Access = OPEN, prefix: str = "/") -> FlaskClient:
    return create_app(Workspace(folder, folder, prefix=prefix), access).server.test_client()


def _basic(name: str, password: str) -> dict[str, str]:
    pair = base64.b64encode(f"{name}:{password}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1:8050", "[::1]:8050", "park.example"])
def test_hosts_that_are_answered(tmp_path: Path, host: str) -> None:
    client = _client(tmp_path, Access(hosts=("park.example",)))
    assert client.get("/", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "evil.example:8050"])
def test_a_foreign_name_bound_to_this_machine_is_refused(tmp_path: Path, host: str) -> None:
    answer = _client(tmp_path).get("/", headers={"Host": host})
    assert answer.status_code == 403
    assert "--allow-host" in answer.text


def test_a_post_from_another_site_is_refused(tmp_path: Path) -> None:
    client = _client(tmp_path)
    foreign = client.post(CALLBACK, json={}, headers={"Sec-Fetch-Site": "cross-site"})
    assert foreign.status_code == 403
    assert foreign.headers["X-Frame-Options"] == "SAMEORIGIN"
    foreign = client.post(CALLBACK, json={}, headers={"Origin": "http://evil.example"})
    assert foreign.status_code == 403


def test_a_body_that_is_too_large_is_refused(tmp_path: Path) -> None:
    answer = _client(tmp_path).post(
        CALLBACK, data=b"x" * (MOST_BODY_BYTES + 1), content_type="application/json"
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("prefix", ["/", "/park/"])
def test_the_token_opens_and_stays_out_of_the_address(tmp_path: Path, prefix: str) -> None:
    client = _client(tmp_path, Access(token=TOKEN), prefix)
    first = client.get(f"{prefix}?lang=en")
    assert first.status_code == 303
    assert first.headers["Location"] == f"{prefix}login?lang=en&next=%3Flang%3Den"
    assert "Access token" in client.get(first.headers["Location"]).text
    assert client.post(f"{prefix}_dash-update-component", json={}).status_code == 401
    answer = client.post(first.headers["Location"], data={"token": TOKEN})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{prefix}?lang=en"
    assert TOKEN not in answer.headers["Location"] + answer.headers["Set-Cookie"]
    assert "HttpOnly" in answer.headers["Set-Cookie"]
    assert "SameSite=Strict" in answer.headers["Set-Cookie"]
    assert client.get(prefix).status_code == 200


def test_the_token_opens_to_a_program_by_its_header(tmp_path: Path) -> None:
    client = _client(tmp_path, Access(token=TOKEN))
    assert client.get("/", headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 200
    assert client.get("/", headers={"Authorization": "Bearer other"}).status_code == 303


def test_the_link_survives_the_login(tmp_path: Path) -> None:
    client = _client(tmp_path, Access(token=TOKEN), "/park/")
    link = "/park/compare?runs=a,b&week=2025-01-20&lang=en"
    asked = client.get(link).headers["Location"]
    assert client.post(asked, data={"token": TOKEN}).headers["Location"] == link


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "../x", "a\\b", "x/y"]
)
def test_the_login_leads_nowhere_else(tmp_path: Path, wanted: str) -> None:
    client = _client(tmp_path, Access(token=TOKEN), "/park/")
    answer = client.post("/park/login", query_string={"next": wanted}, data={"token": TOKEN})
    assert answer.headers["Location"] == "/park/"


def test_guessing_by_header_is_slowed_down_too(tmp_path: Path) -> None:
    client = _client(tmp_path, Access(token=TOKEN))
    wrong = [client.get("/", headers={"Authorization": f"Bearer {n}"}) for n in range(12)]
    assert [answer.status_code for answer in wrong[-2:]] == [429, 429]
    assert client.get("/", headers={"Authorization": TOKEN}).status_code != 200


def test_who_is_logged_in_is_not_shut_out_by_another(tmp_path: Path) -> None:
    file = tmp_path / "logins"
    file.write_text(password_line("wang", "correct horse") + "\n", encoding="utf-8")
    client = _client(tmp_path, Access(passwords=read_passwords(file)))
    assert client.get("/", headers=_basic("wang", "correct horse")).status_code == 200
    codes = [client.get("/", headers=_basic("wang", f"{n}")).status_code for n in range(12)]
    assert codes[-1] == 429
    assert client.get("/", headers=_basic("wang", "correct horse")).status_code == 200


@pytest.mark.parametrize("cookie", ["", "x", "9999999999.ab.cd", f"9999999999.{TOKEN}"])
def test_a_made_up_session_does_not_open(tmp_path: Path, cookie: str) -> None:
    client = _client(tmp_path, Access(token=TOKEN))
    client.set_cookie(COOKIE, cookie)
    assert client.get("/").status_code == 303


def test_guessing_is_slowed_down(tmp_path: Path) -> None:
    client = _client(tmp_path, Access(token=TOKEN))
    codes = [client.post("/login", data={"token": f"guess {n}"}).status_code for n in range(11)]
    assert codes == [403] * 10 + [429]
    assert client.post("/login", data={"token": TOKEN}).status_code == 429


def test_a_name_and_its_password_open(tmp_path: Path) -> None:
    file = tmp_path / "logins"
    file.write_text(password_line("wang", "correct horse") + "\n", encoding="utf-8")
    client = _client(tmp_path, Access(passwords=read_passwords(file)))
    asked = client.get("/")
    assert asked.status_code == 401
    assert asked.headers["WWW-Authenticate"].startswith("Basic")
    assert client.get("/", headers=_basic("wang", "correct horse")).status_code == 200
    assert client.get("/", headers=_basic("wang", "wrong")).status_code == 401
    assert client.get("/", headers=_basic("li", "correct horse")).status_code == 401
    assert "correct horse" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("content", ["", "short", "\n\n"])
def test_a_token_that_is_easily_guessed_is_refused(tmp_path: Path, content: str) -> None:
    file = tmp_path / "token"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(InputError):
        read_token(file)


def test_a_password_file_tells_its_bad_lines(tmp_path: Path) -> None:
    file = tmp_path / "logins"
    file.write_text("wang:plain\n" + password_line("li", "x" * 12) + "\nzhao\n", encoding="utf-8")
    with pytest.raises(InputError) as caught:
        read_passwords(file)
    assert [fault.line for fault in caught.value.faults] == [1, 3]


def test_loopback_addresses_are_told_from_others() -> None:
    assert all(map(is_loopback, ("127.0.0.1", "::1", "localhost", "127.8.0.1")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.5", "park.example")))
