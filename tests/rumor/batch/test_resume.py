"""Jobs that are interrupted, and those that go on with them."""

from __future__ import annotations

import os
import shutil
import signal
from pathlib import Path

import pytest

from rumor.batch.parts import parts_folder

pytestmark = pytest.mark.slow

ROWS = 60
CHUNK = ("--chunk", 3)


@pytest.fixture
def source(tmp_path, write_jsonl, articles) -> Path:
    """Return a file of articles long enough to be interrupted, two of which are rejected."""
    rows = [{**article, "text": " ".join([article["text"]] * 15)} for article in articles(ROWS)]
    rows[7]["text"] = ""
    rows[50]["text"] = None
    return write_jsonl(tmp_path / "berita.jsonl", rows)


@pytest.fixture
def undisturbed(tmp_path, batch, source) -> tuple[bytes, bytes]:
    """Return the bytes of the output, and of the rejected rows, of a job nobody disturbed."""
    (tmp_path / "lain").mkdir()
    assert batch(source, tmp_path / "lain" / "hasil.jsonl", *CHUNK)[0] == 1
    return read_outputs(tmp_path / "lain" / "hasil.jsonl")


def read_outputs(output: Path) -> tuple[bytes, bytes]:
    return output.read_bytes(), output.with_name("hasil.rejected.jsonl").read_bytes()


@pytest.mark.parametrize("workers", [1, 2])
def test_job_that_was_killed_goes_on_and_gives_the_same_bytes(
    tmp_path, source, undisturbed, batch, batch_apart, workers
):
    output = tmp_path / "hasil.jsonl"
    job = batch_apart(source, output, *CHUNK, "--workers", workers)
    job.await_parts(4)
    job.signal(signal.SIGKILL)
    assert job.process.wait(60) == -signal.SIGKILL
    finished = len(list(job.parts.glob("*.jsonl")))
    assert 4 <= finished < ROWS // 3
    assert not output.exists()
    before = {path.name: path.stat().st_mtime_ns for path in job.parts.glob("*.jsonl")}

    again = batch_apart(source, output, *CHUNK, "--workers", workers)
    again.await_parts(finished + 1)
    again.signal(signal.SIGKILL)  # a second time, to see what of the first was kept
    again.process.wait(60)
    after = {path.name: path.stat().st_mtime_ns for path in job.parts.glob("*.jsonl")}
    assert after.items() > before.items()

    status, error = batch(source, output, *CHUNK, "--workers", workers)

    assert status == 1
    assert f"going on with {job.parts}" in error
    assert f"{ROWS - 2} rows scored, 2 rejected" in error
    assert read_outputs(output) == undisturbed
    assert not job.parts.exists()


@pytest.mark.parametrize("workers", [1, 2])
def test_interrupt_ends_the_job_with_130_and_it_can_go_on(
    tmp_path, source, undisturbed, batch, batch_apart, workers
):
    output = tmp_path / "hasil.jsonl"
    job = batch_apart(source, output, *CHUNK, "--workers", workers)
    job.await_parts(3)
    job.signal(signal.SIGINT)

    error = job.error()

    assert job.process.returncode == 130
    assert error.splitlines() == [
        "rumor: finished rows are kept; give the same command again to go on",
        "rumor: interrupted",
    ]
    assert not output.exists()
    assert batch(source, output, *CHUNK)[0] == 1
    assert read_outputs(output) == undisturbed


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers in /proc")
def test_workers_end_when_their_parent_is_killed(tmp_path, source, batch_apart):
    job = batch_apart(source, tmp_path / "hasil.jsonl", *CHUNK, "--workers", 2)
    job.await_parts(3)
    children = worker_ids(job.process.pid)
    assert len(children) == 2

    job.process.kill()
    job.process.communicate(timeout=60)  # its pipes are closed when the last that has them ends

    assert not [child for child in children if lives(child)]


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers in /proc")
def test_job_survives_the_death_of_a_worker(tmp_path, source, undisturbed, batch_apart):
    job = batch_apart(source, tmp_path / "hasil.jsonl", *CHUNK, "--workers", 2)
    job.await_parts(2)
    os.kill(worker_ids(job.process.pid)[0], signal.SIGKILL)

    error = job.error()

    assert job.process.returncode == 1
    assert f"{ROWS - 2} rows scored, 2 rejected" in error
    assert read_outputs(job.output) == undisturbed


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="finds workers in /proc")
def test_interrupt_is_left_to_the_parent_of_the_workers(tmp_path, source, batch_apart):
    job = batch_apart(source, tmp_path / "hasil.jsonl", *CHUNK, "--workers", 2)
    children: list[int] = []
    while len(children) < 2:  # from the moment they start
        assert job.process.poll() is None
        children = worker_ids(job.process.pid)
    for child in children:
        os.kill(child, signal.SIGINT)
    job.await_parts(3)
    for child in children:
        os.kill(child, signal.SIGINT)

    assert job.error() == f"{ROWS - 2} rows scored, 2 rejected: {tmp_path}/hasil.rejected.jsonl\n"


def lives(process: int) -> bool:
    try:
        return bool(Path(f"/proc/{process}/cmdline").read_bytes())  # a dead one has none
    except FileNotFoundError:
        return False


def worker_ids(parent: int) -> list[int]:
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text(encoding="ascii").split()
    commands = {int(child): Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
    return [child for child, command in commands.items() if b"resource_tracker" not in command]


def test_full_disk_stops_the_job_and_room_lets_it_go_on(
    tmp_path, source, undisturbed, batch, batch_apart
):
    resource = pytest.importorskip("resource", reason="limits are those of POSIX")
    limit = len(undisturbed[0]) // 2  # room for each chunk, but not for the output
    job = batch_apart(
        source,
        tmp_path / "hasil.jsonl",
        *CHUNK,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)),
    )

    error = job.error()

    assert job.process.returncode == 2
    assert f"{job.output}: file too large; make room, then start the same command again" in error
    assert not job.output.exists()
    assert batch(source, job.output, *CHUNK)[0] == 1
    assert read_outputs(job.output) == undisturbed


# In this process: a job that stops after its third chunk


class StopError(Exception):
    pass


@pytest.fixture
def interrupted(tmp_path, source, batch, monkeypatch) -> Path:
    """Return the output of a job that stopped after three chunks."""
    from rumor.batch.parts import Parts

    save = Parts.save

    def save_three(self, chunk, results):
        if chunk.number == 3:
            raise StopError
        return save(self, chunk, results)

    output = tmp_path / "hasil.jsonl"
    with monkeypatch.context() as patch:
        patch.setattr(Parts, "save", save_three)
        with pytest.raises(StopError):
            batch(source, output, *CHUNK)
    assert len(list(parts_folder(output).glob("*.jsonl"))) == 3
    return output


def test_finished_chunks_are_not_scored_again(interrupted, source, batch, monkeypatch):
    from rumor.batch import results

    scored = []
    result_row = results.result_row

    def note(scorer, record, unit):
        scored.append(record.row)
        return result_row(scorer, record, unit)

    monkeypatch.setattr(results, "result_row", note)

    assert batch(source, interrupted, *CHUNK)[0] == 1
    assert scored == [row for row in range(10, ROWS + 1) if row != 51]


def refused(error: str, what: str) -> bool:
    return (
        f"an interrupted job is in it, but {what} changed; put that back to go on, "
        "or throw away what it has finished with --restart" in error
    )


def test_changed_input_is_refused(interrupted, source, batch, undisturbed):
    data = source.read_bytes()
    source.write_bytes(data + b'{"text": "Konon pasar tutup."}\n')

    status, error = batch(source, interrupted, *CHUNK)

    assert status == 2
    assert refused(error, "the input (berita.jsonl) has")
    assert not interrupted.exists()
    status, error = batch(source, interrupted, *CHUNK, "--restart")
    assert status == 1
    assert "going on" not in error
    assert interrupted.read_bytes().startswith(undisturbed[0])
    assert len(interrupted.read_bytes()) > len(undisturbed[0])


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((*CHUNK, "--threshold", "0.9"), "the threshold has"),
        ((*CHUNK, "--unit", "sentence"), "--unit has"),
        (("--chunk", 4), "--chunk has"),
        ((*CHUNK, "--id-column", "title"), "the names of the columns has"),
        (("--chunk", 4, "--unit", "sentence"), "--unit and --chunk have"),
    ],
)
def test_changed_setting_is_refused_by_its_name(interrupted, source, batch, arguments, what):
    status, error = batch(source, interrupted, *arguments)

    assert status == 2
    assert refused(error, what)


def test_changed_model_is_refused(interrupted, source, batch, tiny_model, tmp_path):
    from dataclasses import replace

    from rumor.portable import write_model

    write_model(replace(tiny_model, slope=1.5), tmp_path / "lain.json")

    status, error = batch(source, interrupted, *CHUNK, "--model", tmp_path / "lain.json")

    assert status == 2
    assert refused(error, "the model has")


def test_same_model_from_another_file_is_the_same(interrupted, source, batch, tiny_file, tmp_path):
    shutil.copy(tiny_file, tmp_path / "salinan.json")

    assert batch(source, interrupted, *CHUNK, "--model", tmp_path / "salinan.json")[0] == 1


def test_number_of_workers_may_change(interrupted, source, batch, undisturbed):
    assert batch(source, interrupted, *CHUNK, "--workers", 2)[0] == 1
    assert read_outputs(interrupted) == undisturbed


def test_job_stopped_between_its_output_and_the_end_goes_on(
    source, tmp_path, batch, undisturbed, monkeypatch
):
    from rumor.batch.parts import Parts

    output = tmp_path / "hasil.jsonl"

    def stop(self):
        raise StopError

    with monkeypatch.context() as patch:
        patch.setattr(Parts, "remove", stop)
        with pytest.raises(StopError):
            batch(source, output, *CHUNK)
    assert output.exists()

    assert batch(source, output, *CHUNK)[0] == 1
    assert read_outputs(output) == undisturbed


def test_input_that_changes_while_it_is_read_is_not_published(source, tmp_path, batch, monkeypatch):
    from rumor.batch.parts import Parts

    save = Parts.save

    def save_and_touch(self, chunk, results):
        os.utime(source, ns=(1, chunk.number))
        return save(self, chunk, results)

    monkeypatch.setattr(Parts, "save", save_and_touch)

    status, error = batch(source, tmp_path / "hasil.jsonl", *CHUNK)

    assert status == 2
    assert f"{source}: has changed while it was read; start again with --restart" in error
    assert not (tmp_path / "hasil.jsonl").exists()


def test_two_jobs_do_not_write_the_same_output(source, tmp_path, batch, batch_apart):
    pytest.importorskip("fcntl", reason="locks are those of POSIX")
    job = batch_apart(source, tmp_path / "hasil.jsonl", *CHUNK)
    job.await_parts(1)
    job.signal(signal.SIGSTOP)
    try:
        status, error = batch(source, tmp_path / "hasil.jsonl", *CHUNK)
    finally:
        job.signal(signal.SIGCONT)

    assert status == 2
    assert "another process works in it" in error


def test_folder_of_somebody_else_is_left_alone(source, tmp_path, batch):
    folder = parts_folder(tmp_path / "hasil.jsonl")
    folder.mkdir()
    (folder / "catatan.txt").write_text("penting", encoding="utf-8")

    status, error = batch(source, tmp_path / "hasil.jsonl", *CHUNK)

    assert status == 2
    assert f"{folder}: holds catatan.txt, which is not ours" in error
    assert (folder / "catatan.txt").exists()


def test_chunk_that_covers_other_rows_is_scored_again(interrupted, tmp_path, batch, source):
    # A file that could not be read the first time shifts all rows behind it.
    part = next(iter(sorted(parts_folder(interrupted).glob("*.jsonl"))))
    part.write_bytes(part.read_bytes().replace(b'"covers":["berita.jsonl",1', b'"covers":["a",1'))

    assert batch(source, interrupted, *CHUNK)[0] == 1
    assert b'"source":"a"' not in interrupted.read_bytes()
    assert interrupted.read_bytes().count(b"\n") == ROWS - 2
