"""fetch-weather against a service of our own: what it asks, what it writes, how it fails."""

import json
import socket
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from sim.cli.app import main
from sim.clock import TimeGrid
from sim.inputs.weather import read
from sim.verify.pv import LANZHOU
from tests.inputs.test_weather_formats import YEAR, assert_is_the_clear_sky
from tests.support import weather_files as made


class Service:
    """Answers as PVGIS does, or as `status` and `content` say; keeps what it was asked."""

    def __init__(self):
        self.status, self.content, self.asked, self.cut = 200, None, [], False
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                parts = urlsplit(self.path)
                query = {name: value[0] for name, value in parse_qs(parts.query).items()}
                service.asked.append((parts.path, query))
                body = service.answer(parts.path, query).encode()
                self.send_response(service.status)
                self.send_header("Content-Length", str(len(body) + 1000 * service.cut))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/api/v5_3/"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, path, query):
        if self.content is not None:
            return self.content
        makers = {
            ("tmy", "json"): made.pvgis_tmy_json,
            ("tmy", "csv"): made.pvgis_tmy_csv,
            ("seriescalc", "json"): made.pvgis_hourly_json,
            ("seriescalc", "csv"): made.pvgis_hourly_csv,
        }
        return makers[path.rsplit("/", 1)[1], query["outputformat"]]()


@pytest.fixture
def service(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    one = Service()
    yield one
    one.server.shutdown()
    one.server.server_close()


def fetch(capfd, *words):
    with pytest.raises(SystemExit) as ended:
        main(["fetch-weather", *map(str, words)])
    out, err = capfd.readouterr()
    assert "Traceback" not in err
    return int(ended.value.code or 0), out, err


@pytest.mark.parametrize("ending", ["json", "csv"])
def test_a_typical_year_is_written_and_can_be_read(tmp_path, capfd, service, ending):
    file = tmp_path / "new" / f"lanzhou.{ending}"
    code, out, err = fetch(capfd, file, "--url", service.url)
    assert (code, out.strip()) == (0, str(file)), err
    assert service.asked == [
        ("/api/v5_3/tmy", {"lat": "36.05", "lon": "103.88", "outputformat": ending})
    ]
    assert "timed as the format has it" in err
    assert [one.name for one in file.parent.iterdir()] == [file.name]
    assert_is_the_clear_sky(read(file, YEAR, LANZHOU))


def test_hours_of_real_years_begin_in_the_year_before(tmp_path, capfd, service):
    file = tmp_path / "hours.json"
    place = ("--latitude", 35.84, "--longitude", 104.11)
    code, _, err = fetch(capfd, file, *place, "--years", 2025, 2025, "--url", service.url)
    assert code == 0, err
    path, query = service.asked[0]
    assert path == "/api/v5_3/seriescalc"
    assert query == {
        "lat": "35.84", "lon": "104.11", "outputformat": "json",
        "startyear": "2024", "endyear": "2025", "angle": "0", "components": "1",
    }  # fmt: skip
    assert_is_the_clear_sky(read(file, TimeGrid(YEAR.start, 4, 60), LANZHOU))


def test_without_a_network_a_message_and_nothing_written(tmp_path, capfd, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code, out, err = fetch(capfd, tmp_path / "x.json", "--url", f"http://127.0.0.1:{port}/")
    assert (code, out) == (1, "")
    assert "cannot be reached" in err and "name it as weather.file" in err
    assert list(tmp_path.iterdir()) == []


def test_a_service_that_never_answers_is_left(tmp_path, capfd, monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/"
        code, _, err = fetch(capfd, tmp_path / "x.json", "--url", url, "--timeout", 0.3)
    assert code == 1 and "cannot be reached (timed out)" in err


def test_what_the_service_refuses_is_told_in_its_words(tmp_path, capfd, service):
    service.status = 400
    service.content = json.dumps({"status": 400, "message": "Location over the sea."})
    code, _, err = fetch(capfd, tmp_path / "x.json", "--url", service.url)
    assert code == 1 and "answered 400: Location over the sea." in err
    service.content = "<html>"
    assert "answered 400: Bad Request" in fetch(capfd, tmp_path / "x.csv", "--url", service.url)[2]


@pytest.mark.parametrize(
    "content", ["<html>Please log in</html>", "{}", made.pvgis_tmy_csv()[:9999]]
)
def test_an_answer_that_is_no_weather_leaves_the_old_file(tmp_path, capfd, service, content):
    old = tmp_path / "x.json"
    old.write_text("old", encoding="utf-8")
    service.content = content
    code, _, err = fetch(capfd, old, "--url", service.url)
    assert code == 1 and "is no weather" in err
    assert old.read_text(encoding="utf-8") == "old" and list(tmp_path.iterdir()) == [old]


def test_an_answer_that_is_cut_off_is_refused(tmp_path, capfd, service):
    service.cut = True
    code, _, err = fetch(capfd, tmp_path / "x.csv", "--url", service.url)
    assert code == 1 and "cannot be reached" in err and list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("x.epw",), "not .json or .csv"),
        (("x.json", "--url", "file:///etc/passwd"), "not an http address"),
        (("x.json", "--years", "2020", "2019"), "is after"),
        (("x.json", "--latitude", "91"), "less than or equal to 66"),
    ],
)
def test_wrong_use_is_refused(capfd, words, message):
    code, _, err = fetch(capfd, *words)
    assert code == 2 and message in " ".join(err.replace("│", " ").split())
