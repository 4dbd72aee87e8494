"""serve: the dashboard."""

from pathlib import Path
from typing import Annotated

import typer


def serve(
    runs: Annotated[Path, typer.Option(help="Folder of the runs to show.")] = Path("runs"),
    scenarios: Annotated[
        Path, typer.Option(help="Folder of your own scenarios, as the editor saves them.")
    ] = Path("scenarios/own"),
    host: Annotated[str, typer.Option(help="Address to answer on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to answer on; 0 takes a free one.")
    ] = 8050,
) -> None:
    """Show runs and their comparison in the browser, until Ctrl+C."""
    from dashboard.app import serve as serve_dashboard
    from dashboard.workspace import Workspace

    serve_dashboard(Workspace(runs.resolve(), scenarios.resolve()), host, port)
