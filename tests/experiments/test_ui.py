"""`rumor ui` as a user runs it, and what MLflow's pages show in a browser."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import mlflow
import pytest

from rumor.cli import main

FIGURES = ("precision_recall.png", "reliability.png", "confusion_levels.png", "coefficients.png")
START_SECONDS = 150
STOP_SECONDS = 30
PAGE_MILLISECONDS = 30_000

# What stands in the row of a table that begins with a text, left to right, whatever it is made of.
ROW = """name => {
    const all = [...document.querySelectorAll('body *')];
    const leaves = all.filter(e => !e.children.length);
    const head = all.findLast(e => e.textContent.trim() === name && !e.closest('svg'));
    const box = head.getBoundingClientRect(), middle = box.y + box.height / 2;
    return leaves
        .map(e => [e.getBoundingClientRect(), e.textContent.trim()])
        .filter(([b, text]) => text && b.x > box.right - 1 && b.y < middle && b.bottom > middle)
        .sort(([one], [two]) => one.x - two.x)
        .map(([_, text]) => text);
}"""
SHOWN = "image => image.complete && image.naturalWidth > 0"


def start(store: str, folder: Path, checkout: Path, environment) -> tuple[subprocess.Popen, str]:
    """Start `rumor ui` on a free port; return the process and the page that it names."""
    out = folder / "out.txt"
    command = [sys.executable, "-m", "rumor", "ui", "--tracking-uri", store, "--port", "0"]
    with out.open("wb") as output, (folder / "err.txt").open("wb") as errors:
        process = subprocess.Popen(
            command, cwd=checkout, env=environment, stdout=output, stderr=errors
        )
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if out.read_bytes().endswith(b"\n"):
            return process, out.read_text(encoding="utf-8").strip()
        time.sleep(0.2)
    process.kill()
    pytest.fail((folder / "err.txt").read_text(encoding="utf-8"))


def stop(process: subprocess.Popen) -> int:
    process.send_signal(signal.SIGINT)
    try:
        return process.wait(STOP_SECONDS)
    finally:
        process.kill()


@pytest.fixture(scope="module")
def page_address(three_runs, tmp_path_factory, checkout, environment):
    process, address = start(three_runs.uri, tmp_path_factory.mktemp("ui"), checkout, environment)
    yield address
    stop(process)


@pytest.fixture(scope="module")
def server(page_address) -> str:
    return "http://" + urlsplit(page_address).netloc


@contextmanager
def opened(browser):
    # So wide, as MLflow has no room for its list of artifacts in less.
    page = browser.new_page(viewport={"width": 1920, "height": 1080})
    page.set_default_timeout(PAGE_MILLISECONDS)
    try:
        yield page
    finally:
        page.close()


@pytest.fixture
def page(browser):
    with opened(browser) as page:
        yield page


@pytest.fixture(scope="module")
def experiment(page_address) -> str:
    return re.search(r"/experiments/(\d+)", page_address)[1]


@pytest.fixture(scope="module")
def logged(three_runs):
    client = mlflow.MlflowClient(three_runs.uri)
    return {name: client.get_run(run).data for name, run in three_runs.runs.items()}


@pytest.fixture(scope="module")
def compare_page(browser, server, experiment, three_runs):
    """The compare page, with the three runs in the order they were made; it is loaded once."""
    ids = json.dumps(list(three_runs.runs.values()))
    with opened(browser) as page:
        page.goto(f"{server}/#/compare-runs?runs={ids}&experiments={json.dumps([experiment])}")
        page.get_by_role("heading", name="Comparing 3 Runs from 1 Experiment").wait_for()
        if (assistant := page.get_by_role("button", name="Close", exact=True)).count():
            assistant.first.click()
        page.get_by_text("small/ap", exact=True).first.wait_for()
        yield page


# The compare page


@pytest.mark.slow
def test_the_compare_page_names_the_three_runs(compare_page):
    assert compare_page.evaluate(ROW, "Run Name:") == ["longgar", "ketat", "tanpa-kata"]


@pytest.mark.slow
def test_the_compare_page_shows_every_setting_of_each_run(compare_page, logged):
    for name in logged["ketat"].params:
        compare_page.locator("th", has_text=name).first.scroll_into_view_if_needed()
        row = compare_page.evaluate(ROW, name)
        assert row == [data.params[name] for data in logged.values()], name


@pytest.mark.slow
@pytest.mark.parametrize("measure", ["ap", "ap_low", "ap_high", "brier"])  # further ones scroll
def test_the_compare_page_shows_the_measures_of_each_run(compare_page, logged, measure):
    name = f"small/{measure}"
    grid = compare_page.get_by_role("grid").filter(has_text="small/").last
    grid.scroll_into_view_if_needed()
    grid.get_by_text(name, exact=True).wait_for()
    row = compare_page.evaluate(ROW, name)
    expected = [data.metrics[name] for data in logged.values()]
    assert [float(cell) for cell in row] == pytest.approx(expected, abs=0.0006)
    assert len(set(expected)) > 1


@pytest.mark.slow
def test_the_compare_page_sets_the_figures_of_the_runs_side_by_side(compare_page):
    entry = compare_page.get_by_text("confusion_levels.png", exact=True).first
    entry.scroll_into_view_if_needed()
    entry.click()
    images = compare_page.get_by_alt_text("confusion_levels.png")
    images.nth(2).wait_for()
    assert images.count() == 3
    assert all(image.evaluate(SHOWN) for image in images.all())
    assert len({image.get_attribute("src") for image in images.all()}) == 3


@pytest.mark.slow
def test_the_compare_page_lists_what_all_runs_kept(compare_page):
    kept = [*FIGURES, "worst_errors.json", "predictions.parquet"]
    assert all(compare_page.get_by_text(name, exact=True).count() for name in kept)


@pytest.mark.slow
def test_runs_ticked_in_the_table_of_the_experiment_are_compared(page, page_address, three_runs):
    page.goto(page_address)
    page.get_by_role("link", name="tanpa-kata", exact=True).wait_for()
    for name in three_runs.runs:
        link = page.get_by_role("link", name=name, exact=True)
        row = page.locator("[role=row]", has=link).first.get_attribute("row-index")
        page.locator(f"[role=row][row-index='{row}'] input[type=checkbox]").first.check()
    page.get_by_role("button", name="Compare", exact=True).click()
    page.get_by_role("heading", name="Comparing 3 Runs from 1 Experiment").wait_for()
    assert set(page.evaluate(ROW, "Run Name:")) == set(three_runs.runs)


# The pages of the experiment and of a run


@pytest.mark.slow
def test_the_table_of_the_experiment_shows_the_data_with_its_digest(
    page, page_address, small_corpus
):
    digest = hashlib.sha256(small_corpus.read_bytes()).hexdigest()[:8]
    page.goto(page_address)
    page.get_by_role("link", name="ketat", exact=True).wait_for()
    for name in ("small-train", "small-dev"):
        page.get_by_text(f"{name} ({digest})").first.wait_for(state="attached")


@pytest.mark.slow
def test_the_page_of_a_run_shows_its_data_settings_and_measures(
    page, server, experiment, three_runs, small_corpus, logged
):
    digest = hashlib.sha256(small_corpus.read_bytes()).hexdigest()[:8]
    page.goto(f"{server}/#/experiments/{experiment}/runs/{three_runs.runs['ketat']}")
    page.get_by_text(f"small-train ({digest})").first.wait_for()
    page.get_by_text("small/ap", exact=True).first.wait_for()
    page.get_by_text(str(logged["ketat"].metrics["small/ap"])[:8]).first.wait_for()
    page.get_by_text("classify__C", exact=True).first.wait_for()
    assert page.get_by_text("0.0005", exact=True).count()


@pytest.mark.slow
@pytest.mark.parametrize("figure", FIGURES)
def test_the_page_of_a_run_shows_each_figure(page, server, experiment, three_runs, figure):
    run = three_runs.runs["tanpa-kata"]
    page.goto(f"{server}/#/experiments/{experiment}/runs/{run}/artifacts/{figure}")
    image = page.get_by_alt_text(figure).first
    image.wait_for()
    assert image.evaluate(SHOWN)


# The command


@pytest.mark.slow
def test_ctrl_c_stops_the_server_with_status_0(three_runs, tmp_path, checkout, environment):
    process, address = start(three_runs.uri, tmp_path, checkout, environment)
    port = urlsplit(address).port
    socket.create_connection(("127.0.0.1", port), timeout=5).close()
    assert stop(process) == 0
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", port), timeout=5)
    assert (tmp_path / "err.txt").read_text(encoding="utf-8").endswith("stopped\n")


def test_a_taken_port_is_one_clear_error(tmp_path, capsys):
    (tmp_path / "mlflow.db").touch()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status = main(
            ["ui", "--tracking-uri", f"sqlite:///{tmp_path}/mlflow.db", "--port", f"{port}"]
        )
    captured = capsys.readouterr()
    assert (status, captured.out) == (2, "")
    assert captured.err.startswith(f"rumor: --port {port}: cannot be had on 127.0.0.1")
    assert "--port 0" in captured.err


def test_a_store_that_does_not_exist_is_an_error_and_is_not_made(tmp_path, capsys):
    path = tmp_path / "mlflow.db"
    assert main(["ui", "--tracking-uri", f"sqlite:///{path}"]) == 2
    assert capsys.readouterr().err == (
        f"rumor: {path}: no such tracking store; train something first: rumor train\n"
    )
    assert not path.exists()


def test_a_server_elsewhere_is_only_named(capsys):
    assert main(["ui", "--tracking-uri", "http://pelacak.example:5000/"]) == 0
    assert capsys.readouterr().out == "http://pelacak.example:5000\n"


@pytest.mark.slow
def test_a_file_that_is_no_store_is_an_error_that_says_so(tmp_path, capsys):
    path = tmp_path / "catatan.db"
    path.write_text("Jembatan Kaligondang dibuka Senin.\n" * 50, encoding="utf-8")
    assert main(["ui", "--tracking-uri", f"sqlite:///{path}", "--port", "0"]) == 2
    assert "file is not a database" in capsys.readouterr().err


def test_a_port_that_cannot_be_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["ui", "--port", "70000"])
    assert stopped.value.code == 2
    assert "'70000' is not a port" in capsys.readouterr().err
