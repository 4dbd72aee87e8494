"""What the server sends: headers, nothing from elsewhere, and layers that hold."""

import ast
import http.client
import re
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

import dashboard
from dashboard import ids, security
from dashboard.access import Access
from dashboard.app import create_app, serve
from dashboard.pages import pages
from dashboard.texts import TEXTS
from dashboard.workspace import Workspace

SOURCE = Path(dashboard.__file__).parent


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    with create_app(Workspace(tmp_path, tmp_path)).server.test_client() as found:
        yield found


@pytest.mark.parametrize("path", ["/", "/_dash-layout", "/assets/style.css", "/no-such-page"])
def test_every_answer_has_the_headers(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    policy = headers["Content-Security-Policy"]
    scripts = next(part for part in policy.split("; ") if part.startswith("script-src"))
    assert "default-src 'self'" in policy
    assert "unsafe" not in scripts
    assert "http" not in policy


@pytest.mark.parametrize(
    ("head", "status"),
    [(f"GET /{'x' * 70_000} HTTP/1.1\r\n", 414), (f"GET / HTTP/1.1\r\nA: {'x' * 70_000}", 431)],
)
def test_what_never_reaches_the_app_has_the_headers_too(
    tmp_path: Path, head: str, status: int
) -> None:
    app = create_app(Workspace(tmp_path, tmp_path)).server
    server = make_server("127.0.0.1", 0, app, request_handler=security.Handler)
    threading.Thread(target=server.handle_request).start()
    with socket.create_connection(("127.0.0.1", server.server_port)) as line:
        line.sendall(head.encode() + b"\r\n\r\n")
        answer = http.client.HTTPResponse(line)
        answer.begin()
        assert answer.status == status
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers.get_content_type() == "text/plain"
    server.server_close()


class _Stopped:
    """A server that is interrupted as soon as it serves."""

    server_port = 8050

    def serve_forever(self) -> None:
        raise KeyboardInterrupt

    def server_close(self) -> None:
        pass


@pytest.mark.parametrize(
    ("more", "host", "warned"),
    [({}, "127.0.0.1", False), ({"host": "::1"}, "::1", False), ({"host": "0.0.0.0"}, None, True)],
)
def test_it_binds_to_this_machine_unless_told(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: dict[str, str],
    host: str | None,
    warned: bool,
) -> None:
    bound: list[str] = []

    def made(host: str, *_: object, **__: object) -> _Stopped:
        bound.append(host)
        return _Stopped()

    monkeypatch.setattr("dashboard.app.make_server", made)
    serve(Workspace(tmp_path, tmp_path), **more)
    assert bound == [host or more["host"]]
    assert ("whoever reaches this machine" in capsys.readouterr().err) is warned


@pytest.mark.parametrize("behind", [False, True])
def test_a_proxy_is_believed_only_if_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, behind: bool
) -> None:
    apps: list[Flask] = []

    def made(_: str, __: int, app: Flask, **___: object) -> _Stopped:
        apps.append(app)
        return _Stopped()

    monkeypatch.setattr("dashboard.app.make_server", made)
    access = Access(token="a-long-enough-token")
    serve(Workspace(tmp_path, tmp_path), access, behind_proxy=behind)
    answer = (
        apps[0]
        .test_client()
        .post(
            "/login",
            data={"token": access.token},
            headers={"X-Forwarded-Proto": "https", "X-Forwarded-For": "10.0.0.9"},
        )
    )
    assert ("; Secure" in answer.headers["Set-Cookie"]) is behind


def test_index_names_nothing_outside(client: FlaskClient) -> None:
    page = client.get("/").text
    sources = re.findall(r"(?:src|href)=\"([^\"]+)\"", page)
    assert sources
    assert all(source.startswith("/") and not source.startswith("//") for source in sources)


def test_browsers_keep_scripts_and_styles(client: FlaskClient) -> None:
    page = client.get("/").text
    own = re.findall(r"(?:src|href)=\"(/assets/[^\"]+\?m=[^\"]+)\"", page)
    plotly = "/_dash-component-suites/plotly/package_data/plotly.min.js"
    for path, seconds in ((own[0], 31_536_000), (own[-1], 31_536_000), (plotly, 3600)):
        with client.get(path) as answer:
            assert answer.cache_control.max_age == seconds
    with client.get("/assets/none.js?m=1") as answer:
        assert answer.cache_control.max_age is None
    assert client.get("/").cache_control.max_age is None


@pytest.mark.parametrize("path", ["/assets/../app.py", "/assets/%2e%2e/app.py"])
def test_no_file_outside_the_assets_is_served(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert "create_app" not in answer.text


def test_prefix_holds_everything(tmp_path: Path) -> None:
    client = create_app(Workspace(tmp_path, tmp_path, prefix="/park/")).server.test_client()
    assert client.get("/park/").status_code == 200
    assert client.get("/").status_code == 404


def test_several_apps_do_not_share_callbacks(tmp_path: Path) -> None:
    first, second = (create_app(Workspace(tmp_path / name, tmp_path)) for name in "ab")
    assert len(first.callback_map) == len(second.callback_map) > 5


def test_pages_have_a_title_an_address_and_an_icon() -> None:
    found = pages()
    icons = (SOURCE / "assets" / "icons.css").read_text()
    assert found[0].path == ""
    assert len({page.path for page in found}) == len(found)
    for page in found:
        assert f"page.{page.name}" in TEXTS
        assert f".icon-{page.icon} " in icons


def test_icons_that_are_named_are_drawn() -> None:
    icons = (SOURCE / "assets" / "icons.css").read_text()
    for path in SOURCE.rglob("*.py"):
        for name in re.findall(r"icon\(\"(\w+)\"\)", path.read_text(encoding="utf-8")):
            assert f".icon-{name} " in icons, name


def test_figures_know_nothing_of_dash() -> None:
    for path in (SOURCE / "figures").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [n for n in names if n.split(".")[0] in ("dash", "flask")], path.name


def test_callbacks_are_short() -> None:
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef) and any(
                "callback" in ast.unparse(mark) for mark in node.decorator_list
            ):
                lines = node.end_lineno - node.body[0].lineno + 1  # type: ignore[operator]
                assert lines < 10, f"{path.name}: {node.name}"


def test_ids_are_told_apart() -> None:
    values = [value for name, value in vars(ids).items() if name.isupper()]
    values += [page.place(choice.key) for page in pages() for choice in page.all_choices()]
    values += [page.place(part.key) for page in pages() for part in page.sections]
    assert len(set(values)) == len(values)
