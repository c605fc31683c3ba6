import gzip
import re
import subprocess
from hashlib import sha256

import brotli
import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from app.web import static
from app.web.static import FOLDER, files, squeezed_css, squeezed_js

VENDOR = FOLDER / "vendor" / "htmx"
PUBLISHED = "449317ade7881e949510db614991e195c3a099c4c791c24dacec55f9f4a2a452"


@pytest.fixture
def client() -> FlaskClient:
    app = Flask(__name__, static_folder=None)
    static.init_app(app)
    app.add_url_rule("/page", view_func=lambda: render_template_string("{{ static('app.css') }}"))
    return app.test_client()


def test_htmx_is_the_published_file_plus_the_patch() -> None:
    published = VENDOR / "htmx-1.9.12.min.js"
    assert sha256(published.read_bytes()).hexdigest() == PUBLISHED
    patched = subprocess.run(["sed", "-f", VENDOR / "patch.sed", published], capture_output=True, check=True).stdout
    assert patched.decode() == (FOLDER / "htmx.js").read_text("utf-8")


def test_every_line_of_the_patch_changes_something() -> None:
    published = (VENDOR / "htmx-1.9.12.min.js").read_text("utf-8")
    changes = [line for line in (VENDOR / "patch.sed").read_text("utf-8").splitlines() if line.startswith("s/")]
    for change in changes:
        changed = subprocess.run(["sed", change], input=published, capture_output=True, check=True, text=True).stdout
        assert changed != published, change


@pytest.mark.parametrize("word", [r"\b(let|const) \w+\s*=", r"=>", "`"])
def test_the_script_is_es5(word: str) -> None:
    code = re.sub(r'"[^"\n]*"', '""', files()["app.js"].content.decode())
    assert not re.search(word, code)


def test_a_template_links_a_name_that_changes_with_the_content(client: FlaskClient) -> None:
    address = client.get("/page").text
    digest = sha256(files()["app.css"].content).hexdigest()[:8]
    assert address == f"/static/app.{digest}.css"


@pytest.mark.parametrize(
    ("name", "content_type"), [("app.css", "text/css"), ("app.js", "text/javascript"), ("icon.png", "image/png")]
)
def test_an_answer_is_kept_for_ever_and_carries_nothing_else(client: FlaskClient, name: str, content_type: str) -> None:
    answer = client.get(files()[name].address)
    assert answer.status_code == 200
    assert answer.data == files()[name].content
    assert answer.headers["Content-Type"] == content_type
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert set(answer.headers.keys()) <= {"Content-Type", "Content-Length", "Cache-Control", "Vary"}


@pytest.mark.parametrize(
    ("accepted", "coding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("", None),
        ("identity", None),
        ("*;q=0", None),
        ("nonsense;;q=x", None),
    ],
)
def test_the_smallest_coding_the_reader_knows(client: FlaskClient, accepted: str, coding: str | None) -> None:
    answer = client.get(files()["app.css"].address, headers={"Accept-Encoding": accepted})
    plain = {None: bytes, "br": brotli.decompress, "gzip": gzip.decompress}[coding](answer.data)
    assert answer.headers.get("Content-Encoding") == coding
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert int(answer.headers["Content-Length"]) == len(answer.data)
    assert plain == files()["app.css"].content


def test_the_icon_is_small_enough_to_go_as_it_is(client: FlaskClient) -> None:
    answer = client.get(files()["icon.png"].address, headers={"Accept-Encoding": "br, gzip"})
    assert "Content-Encoding" not in answer.headers
    assert "Vary" not in answer.headers
    assert len(answer.data) < 200


def test_head_has_no_body_and_other_addresses_are_the_applications(client: FlaskClient) -> None:
    address = files()["app.css"].address
    head = client.head(address)
    assert head.status_code == 200
    assert head.data == b""
    assert int(head.headers["Content-Length"]) == len(files()["app.css"].content)
    assert client.post(address).status_code == 404
    for other in ("/static/app.css", "/static/app.00000000.css", "/static/../config.py", "/static/vendor/htmx/LICENSE"):
        assert client.get(other).status_code == 404


def test_an_unknown_name_is_a_mistake_in_the_template() -> None:
    with pytest.raises(KeyError):
        static.static("app.png")


def test_the_weight_stays_small() -> None:
    assert len(files()["app.css"].bodies["gzip"]) <= 2_000
    assert len(files()["app.js"].bodies["gzip"]) <= 18_500


def test_squeezing_keeps_what_is_not_a_comment() -> None:
    assert squeezed_css("/* a\n b */\na{b:c}\n@media(x){\n  d{e:f}\n}\n") == "a{b:c}@media(x){d{e:f}}"
    assert squeezed_js('// a\nx = "http://y"; // b\n\n  z();\n') == '\nx = "http://y";\nz();\n'
