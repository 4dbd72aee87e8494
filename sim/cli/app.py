"""The commands, and what a failure becomes: a message and an exit code.

Exit codes: 0 done, 1 failed, 2 invalid input, 3 a part of a batch failed, 130 cancelled.
Modules that are heavy to import are imported inside the commands, so that ``--help`` is quick.
"""

import signal
import sys
from collections.abc import Sequence
from types import FrameType
from typing import NoReturn

import typer

from sim.cli.checking import verify
from sim.cli.comparing import compare
from sim.cli.exits import CANCELLED, FAILED, INVALID
from sim.cli.exporting import export
from sim.cli.fetching import fetch_weather
from sim.cli.files import new, schema, validate
from sim.cli.running import batch, run
from sim.cli.serving import password, serve
from sim.errors import InputError

app = typer.Typer(
    help="Simulate futures of a green, low-carbon park and compare them.",
    epilog="Exit codes: 0 done, 1 failed, 2 invalid input, 3 part of a batch failed, "
    "130 cancelled.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
_READING = (compare, export, serve, password, verify, schema, fetch_weather)
for command in (new, validate, run, batch, *_READING):
    app.command()(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run one command and exit with its code."""
    cancelled: list[int] = []

    def cancel(number: int, frame: FrameType | None) -> NoReturn:
        """Treat SIGTERM as Ctrl+C: what was begun is cleaned up, and the exit code is 130."""
        cancelled.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, cancel)
    try:
        app(args=arguments, prog_name="greenpark")
    except SystemExit as ending:
        if ending.code == CANCELLED:
            _say_cancelled()
        raise
    except InputError as error:
        for fault in error.told:
            typer.echo(str(fault), err=True)
        sys.exit(INVALID)
    except OSError as error:
        typer.echo(f"greenpark: {error}", err=True)
        sys.exit(FAILED)
    except Exception:
        # Raised inside a compiler's callback, the interrupt comes back as some other error.
        if not cancelled:
            raise
        _say_cancelled()
        sys.exit(CANCELLED)
    sys.exit(0)


def _say_cancelled() -> None:
    typer.echo("cancelled: finished runs stay, nothing half-written is left", err=True)
