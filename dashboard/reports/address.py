"""The addresses at which a page is fetched as a report: HTML and PDF."""

import flask

from dashboard.look import look
from dashboard.page import Page
from dashboard.parts import outdated
from dashboard.reports import document, pdf
from dashboard.texts import text
from dashboard.view import View, seen
from dashboard.workspace import Workspace

HTML, PDF = "report.html", "report.pdf"
_OWN = ("page", "save")


def reported(page: Page) -> bool:
    """Whether a page has a report: those do that are drawn from runs."""
    return page.layout is None and bool(page.sections)


def address(prefix: str, name: str, page: Page, view: View, *, save: bool = False) -> str:
    """Return where the report of a page is fetched, as the view has it."""
    return f"{prefix}{name}{view.query()}&page={page.path}{'&save=1' if save else ''}"


def register(server: flask.Flask, workspace: Workspace, listed: tuple[Page, ...]) -> None:
    """Serve the reports of the pages that have one."""
    by_path = {page.path: page for page in listed if reported(page)}

    def answer(name: str) -> flask.Response:
        view = seen(flask.request.query_string.decode("utf-8", "replace"))
        page = by_path.get(flask.request.args.get("page", ""))
        if page is None:
            return _plain(text(view.lang, "app.lost"), 404)
        shown = look(workspace.library, view.choosing(**dict.fromkeys(_OWN, "")).query())
        made = document.document(page, shown, outdated.sentences(workspace, shown))
        return _pdf(made, page, view) if name == PDF else _html(made, page)

    for name in (HTML, PDF):
        server.add_url_rule(
            workspace.prefix + name, name.replace(".", "_"), answer, defaults={"name": name}
        )


def _html(made: str, page: Page) -> flask.Response:
    answer = flask.Response(made, mimetype="text/html")
    answer.headers["Content-Security-Policy"] = document.content_policy()
    return _named(answer, page, "html")


def _pdf(made: str, page: Page, view: View) -> flask.Response:
    try:
        return _named(flask.Response(pdf.pdf_of(made), mimetype="application/pdf"), page, "pdf")
    except pdf.NoPdfError as why:
        return _plain(text(view.lang, f"report.pdf.{why.reason}"), 503)


def _named(answer: flask.Response, page: Page, ending: str) -> flask.Response:
    kind = "attachment" if flask.request.args.get("save") == "1" else "inline"
    answer.headers["Content-Disposition"] = f'{kind}; filename="greenpark-{page.name}.{ending}"'
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _plain(words: str, status: int) -> flask.Response:
    return flask.Response(words + "\n", status, mimetype="text/plain")
