"""serve: the dashboard; password: a line for its logins."""

from pathlib import Path
from typing import Annotated

import typer


def _prefix(text: str) -> str:
    return f"/{text.strip('/')}/".replace("//", "/")


def serve(
    runs: Annotated[Path, typer.Option(help="Folder of the runs to show.")] = Path("runs"),
    scenarios: Annotated[
        Path, typer.Option(help="Folder of your own scenarios, as the editor saves them.")
    ] = Path("scenarios/own"),
    host: Annotated[str, typer.Option(help="Address to answer on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to answer on; 0 takes a free one.")
    ] = 8050,
    jobs: Annotated[int, typer.Option(min=1, max=64, help="Runs at a time.")] = 2,
    prefix: Annotated[
        str, typer.Option(parser=_prefix, help="Path below which a proxy serves it: /park/.")
    ] = "/",
    token_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Ask for the token in this file."),
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Ask for a name and password of this file."),
    ] = None,
    allow_host: Annotated[
        list[str] | None,
        typer.Option(help="Host name under which it is reached; may be repeated."),
    ] = None,
    behind_proxy: Annotated[
        bool, typer.Option("--behind-proxy", help="Believe a proxy's X-Forwarded headers.")
    ] = False,
    allow_rules: Annotated[
        bool,
        typer.Option("--allow-rules", help="Run scenarios of the browser that name Python rules."),
    ] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the browser.")] = False,
) -> None:
    """Show, change, run and compare scenarios in the browser, until Ctrl+C."""
    from dashboard.access import Access, read_passwords, read_token
    from dashboard.app import serve as serve_dashboard
    from dashboard.workspace import Workspace

    access = Access(
        token=read_token(token_file) if token_file else "",
        passwords=read_passwords(password_file) if password_file else (),
        hosts=(host, *(allow_host or ())),
    )
    workspace = Workspace(
        runs.resolve(),
        scenarios.resolve(),
        prefix=prefix,
        jobs_at_once=jobs,
        allow_rules=allow_rules,
    )
    serve_dashboard(
        workspace, access, host, port, behind_proxy=behind_proxy, open_browser=open_browser
    )


def password(
    name: Annotated[str, typer.Argument(help="Name to log in with.")],
) -> None:
    """Ask for a password and print the line for `serve --password-file`."""
    if not name or ":" in name:
        raise typer.BadParameter("must not be empty and must not contain ':'")
    from dashboard.access import password_line

    word = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    typer.echo(password_line(name, word))
