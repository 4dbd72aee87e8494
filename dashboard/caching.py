"""What a browser may keep of scripts and styles, so that it does not ask for them on each page."""

from dash import Dash
from flask import Response, request

FOR_EVER = "max-age=31536000, immutable"
FOR_AN_HOUR = "max-age=3600"


def keep(app: Dash) -> None:
    """Let browsers keep our assets by their time of writing, and those of the libraries.

    Dash marks our own by ``?m=`` and most of the libraries' by version. What these load later
    (plotly, the grid) has no mark: asked for anew, it would be compiled anew as well. It is kept
    for an hour, so that a newer program is seen soon.
    """
    suites = f"{app.config.requests_pathname_prefix}_dash-component-suites/"
    assets = app.get_asset_url("")

    def add(response: Response) -> Response:
        if response.status_code not in (200, 304):
            return response
        if request.path.startswith(assets) and "m" in request.args:
            response.headers["Cache-Control"] = FOR_EVER
        elif request.path.startswith(suites):
            response.headers.setdefault("Cache-Control", FOR_AN_HOUR)
        return response

    app.server.after_request(add)
