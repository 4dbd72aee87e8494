"""The dashboard as a web application: `create_app` makes it, `serve` runs it for a planner."""

import logging
import sys
import threading
import webbrowser
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import flask
from dash import Dash, set_props
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.serving import make_server

from dashboard import caching, components, ids, security, shell
from dashboard.access import OPEN, Access, guard, is_loopback
from dashboard.view import seen
from dashboard.workspace import Workspace

_LOG = logging.getLogger(__name__)
_OPEN_TO_ALL = (
    "warning: whoever reaches this machine can read, run and delete scenarios here;\n"
    "         --token-file or --password-file asks for a login\n"
)
_INDEX = """<!DOCTYPE html>
<html lang="zh-CN">
  <head>{%metas%}<title>{%title%}</title>{%favicon%}{%css%}</head>
  <body>{%app_entry%}<footer>{%config%}{%scripts%}{%renderer%}</footer></body>
</html>"""


def create_app(workspace: Workspace, access: Access = OPEN) -> Dash:
    """Return the dashboard on the folders of a workspace, for those who have access."""
    app = Dash(
        "dashboard",
        title="Green park · 绿色园区",
        update_title="",
        index_string=_INDEX,
        url_base_pathname=workspace.prefix,
        assets_folder=str(Path(__file__).parent / "assets"),
        use_pages=False,
        suppress_callback_exceptions=True,
        enable_mcp=False,
        add_log_handler=False,
        on_error=_tell,
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1"}],
    )
    app.layout = shell.frame()
    shell.register(app, workspace)
    security.secure(app)
    caching.keep(app)
    guard(app.server, access, workspace.prefix)
    return app


def serve(
    workspace: Workspace,
    access: Access = OPEN,
    host: str = "127.0.0.1",
    port: int = 8050,
    *,
    behind_proxy: bool = False,
    open_browser: bool = False,
) -> None:
    """Serve the dashboard until interrupted.

    One process with threads answers: a planner's own server, which reads files and keeps little.
    `host` stays on this machine unless told otherwise; port 0 takes any free one. `behind_proxy`
    believes the last proxy's X-Forwarded headers about the visitor and the scheme.
    """
    app = create_app(workspace, access)
    if behind_proxy:
        app.server.wsgi_app = ProxyFix(app.server.wsgi_app)
    if access.is_open and not is_loopback(host):
        sys.stderr.write(_OPEN_TO_ALL)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = make_server(host, port, app.server, threaded=True, request_handler=security.Handler)
    shown = f"[{host}]" if ":" in host else host
    address = f"http://{shown}:{server.server_port}{workspace.prefix}"
    sys.stderr.write(f"Dashboard on {workspace.runs}: {address}  (stop with Ctrl+C)\n")
    if open_browser:
        threading.Timer(0.5, webbrowser.open, [address]).start()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        workspace.jobs.close()


def _tell(fault: Exception) -> Any:
    """Say on the page that a callback failed; the traceback goes to the log alone."""
    _LOG.error("callback failed", exc_info=fault)
    # A callback does not say what it was drawn for; the page that called it does.
    view = seen(urlsplit(flask.request.referrer or "").query)
    set_props(ids.FAILURE, {"children": components.failure(view.lang, fault)})
