"""A page as a document: whole, inert, light, and readable without its server."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import dash_mantine_components as dmc
import pytest
from dash import dcc, html
from flask.testing import FlaskClient

from dashboard import components, grid
from dashboard.app import create_app
from dashboard.figures.theme import message
from dashboard.parts import outdated
from dashboard.reports import document, pdf
from dashboard.reports.static import MOST_ROWS, Static
from dashboard.texts import text
from dashboard.view import View
from dashboard.workspace import Workspace
from tests.support.make_run import make_run

EVIL = {"zh": "</script><img src=x>", "en": "</script><img src=x>"}


@pytest.fixture(name="client", scope="module")
def _client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("runs")
    make_run(folder / "baseline-1", green=False, days=8)
    make_run(folder / "green-1", days=8, title=EVIL)
    app = create_app(Workspace(folder, folder, prefix="/park/"))
    with pytest.MonkeyPatch.context() as patch, app.server.test_client() as found:
        patch.setattr(outdated, "PATIENCE_S", 120.0)
        yield found


def _report(client: FlaskClient, query: str) -> str:
    answer = client.get(f"/park/report.html?page=compare&{query}")
    assert answer.status_code == 200
    return answer.text


def _own(report: str) -> str:
    """Return a report without its code and data."""
    return re.sub(r"<script.*?</script>", "", report, flags=re.DOTALL)


def _words(report: str) -> str:
    """Return what is read of a report."""
    return re.sub(r"<[^>]*>", " ", _own(report).partition("<main")[2].partition("<footer")[0])


def test_report_is_whole_and_loads_nothing(client: FlaskClient) -> None:
    report = _report(client, "lang=en&dark=1")
    own = _own(report)
    assert not re.search(r"<(img|link|iframe)|<[^>]*\s(src|href)\s*=", own)
    assert not re.search(r"url\(\"?(?!\"?data:)", own)
    assert "&lt;/script&gt;&lt;img src=x&gt;" in own
    for key in ("key", "daily", "power", "stations", "table"):
        assert f"<h2>{text('en', f'compare.{key}')}</h2>" in own
    assert "Total carbon" in own
    assert own.count("is out of date") == 2
    assert "baseline-1" in own and "1 Jan – 8 Jan 2025" in own
    assert "Week: 1 Jan" in own


def test_report_made_too_soon_says_that_it_does_not_know(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outdated, "PATIENCE_S", 0.0)
    monkeypatch.setattr(outdated, "outdated", lambda workspace, runs: ((), True))
    assert text("en", "outdated.reading") in _report(client, "lang=en")


def test_report_has_its_own_policy_that_allows_its_script_alone(client: FlaskClient) -> None:
    answer = client.get("/park/report.html?page=compare")
    policy = answer.headers["Content-Security-Policy"]
    assert policy in answer.text and policy.startswith("default-src 'none'")
    assert "unsafe" not in policy.partition("script-src")[2].partition(";")[0]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_figures_of_a_report_are_light_and_readable(client: FlaskClient) -> None:
    report = _report(client, "lang=zh&dark=1")
    found = re.search(r'id="figures">(.*?)</script>', report, re.DOTALL)
    assert found
    figures = json.loads(found[1])
    assert len(figures) == report.count("data-figure=") == 9
    assert {figure["layout"]["font"]["color"] for figure in figures} == {"#3e4c59"}
    config = re.search(r'id="config">(.*?)</script>', report)
    assert config and "sendChartToCloud" in config[1] and "zh-CN" in config[1]
    assert not re.search(r"better|worse|Baseline|Verdict", _words(report))


def test_report_follows_the_view(client: FlaskClient) -> None:
    own = _own(_report(client, "runs=baseline-1&lang=en&save=1"))
    assert "green-1" not in own
    assert "page=" not in own.partition("<footer>")[2]
    saved = client.get("/park/report.html?page=compare&save=1").headers["Content-Disposition"]
    assert saved == 'attachment; filename="greenpark-compare.html"'


def test_report_without_runs_says_so(client: FlaskClient) -> None:
    assert text("en", "empty.none") in _report(client, "runs=&lang=en")


@pytest.mark.parametrize("page", ["nothing", "../x", ""])
def test_there_is_no_report_of_other_pages(client: FlaskClient, page: str) -> None:
    answer = client.get(f"/park/report.html?page={page}&lang=en")
    assert answer.status_code == 404
    assert answer.mimetype == "text/plain"


def test_section_that_fails_leaves_the_others(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("no")

    monkeypatch.setattr("dashboard.pages.compare.power.week", broken)
    own = _own(_report(client, "lang=en&week=2025-01-08"))  # not drawn by another test
    assert text("en", "app.failure") in own and "Total carbon" in own


def test_without_chromium_a_plain_sentence_says_so(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "_NAMES", ("no-such-program",))
    answer = client.get("/park/report.pdf?page=compare&lang=en")
    assert answer.status_code == 503
    assert answer.text.strip() == text("en", "report.pdf.none")


def test_chromium_that_prints_nothing_is_said(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "chromium", lambda: shutil.which("true"))
    answer = client.get("/park/report.pdf?page=compare&lang=en")
    assert (answer.status_code, answer.text.strip()) == (503, text("en", "report.pdf.failed"))


def test_controls_are_left_out_and_words_are_escaped() -> None:
    out = Static("en")
    parts = html.Div(
        [
            html.P("a < b", style={"marginTop": 4, "background": "url(http://x.example)"}),
            dcc.Store(id="store", data=1),
            dmc.Select(data=["choose"]),
            dmc.Alert("body", title="title"),
            dmc.Table(data={"head": ["h"], "body": [["<c>", 2]]}),
            dcc.Link("words", href="/away"),
            dcc.Link("choose me", href="/away", className="button-link"),
            html.Img(src="http://x.example/p.png"),
            components.graph(message("none"), View(lang="en"), "compare.daily"),
        ],
        className="x",
    )
    found = out.render(parts)
    assert found.startswith('<div class="x"><p style="margin-top:4px">a &lt; b</p>')
    assert "<td>&lt;c&gt;</td><td>2</td>" in found
    assert "<strong>title</strong><div>body</div>" in found
    assert "words" in found
    assert not re.search("example|away|choose|Export|PNG", found)
    assert 'data-figure="0"' in found and len(out.figures) == 1


def test_grids_are_written_as_they_show(tmp_path: Path) -> None:
    percent = {"function": "percent(params.value)"}
    columns = [
        grid.words("n", "Name", 90),
        grid.numeric("v", "Value"),
        grid.numeric("s", "%", percent),
    ]
    rows = [{"n": "a&b", "v": -1234.5, "s": 0.254}] + [{"n": "x", "v": None}] * MOST_ROWS
    found = Static("en").render(grid.table("t", columns, rows, "en", 200))
    assert '<td>a&amp;b</td><td class="number">−1,234</td><td class="number">+25 %</td>' in found
    assert found.count("<tr>") == MOST_ROWS + 1
    assert text("en", "report.more", count=1) in found


def test_script_of_reports_is_the_same_in_all() -> None:
    assert document._script() is document._script()
    assert "</script" not in document._script()
