"""What a browser may do with our pages: headers, and the figures' mode bar."""

from http import HTTPStatus
from typing import Any

from dash import Dash
from flask import Response
from werkzeug.serving import WSGIRequestHandler

from dashboard.figures.theme import CONFIG

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


def content_policy(app: Dash) -> str:
    """Return the content-security policy: this server alone, and no script but ours.

    Dash starts itself by one inline script, allowed by its hash. Styles must be allowed inline:
    Mantine, AG Grid and plotly all write them. Call it after all callbacks are registered.
    """
    scripts = " ".join(["'self'", *app.csp_hashes()])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        )
    )


def secure(app: Dash) -> None:
    """Send the headers with every answer of the app; one with a policy of its own keeps it."""
    headers = HEADERS | {"Content-Security-Policy": content_policy(app)}

    def add(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    app.server.after_request(add)


class Handler(WSGIRequestHandler):
    """Answers with the headers too what never reaches the app: an address or a head too long."""

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse a request in a few words."""
        words = f"{message or HTTPStatus(code).phrase}\n".encode()
        self.send_response(code, message)
        plain = {"Content-Type": "text/plain", "Content-Length": str(len(words))}
        policy = {"Content-Security-Policy": "default-src 'none'", "Connection": "close"}
        for name, value in (HEADERS | policy | plain).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(words)


def graph_config(lang: str) -> Any:
    """Return plotly's configuration: our language, and nothing that leaves the machine.

    plotly 7 puts "Share chart" (an upload) into the mode bar of each figure.
    """
    return {
        **CONFIG,
        "locale": "zh-CN" if lang == "zh" else "en-US",
        "plotlyServerURL": "",
        "toImageButtonOptions": {"format": "png", "scale": 2, "filename": "greenpark"},
    }
