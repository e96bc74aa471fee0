"""Files, folders, standard input and URLs, one after the other."""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from rumor.errors import InputError, MissingExtraError
from rumor.inputs import url
from rumor.inputs.arguments import add_input_arguments, input_options
from rumor.inputs.document import Document
from rumor.inputs.options import FORMATS, InputOptions
from rumor.inputs.read import format_of, read_documents

NEWS = "Jembatan Kaligondang diduga retak. Konon tiangnya rapuh.\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with articles, and with what is none."""
    for name in (
        "b.txt",
        "a.md",
        "dalam/c.TXT",
        "dalam/lagi/d.txt",
        "dalam/catatan.log",
        ".rahasia/e.txt",
        "dalam/.f.txt",
        "node_modules/g.md",
        "venv/h.txt",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(NEWS)
    return tmp_path


@pytest.fixture
def stdin(monkeypatch):
    """Return a function that puts bytes into standard input."""

    def put(data: bytes) -> None:
        monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(data)))

    return put


def within(folder: Path, found) -> list[str]:
    assert not [item for item in found if isinstance(item, InputError)]
    return [Path(document.path).relative_to(folder).as_posix() for document in found]


# Files


def test_text_is_read_as_it_stands(tmp_path, read_one):
    path = tmp_path / "berita.txt"
    path.write_bytes(NEWS.replace("\n", "\r\n").encode("utf-8-sig"))
    name = str(path)
    text = NEWS.replace("\n", "\r\n")
    assert read_one(path) == Document(name, text, path=name, in_place=True)


def test_unknown_suffix_is_text(tmp_path, read_one):
    path = tmp_path / "berita.artikel"
    path.write_text(NEWS)
    assert read_one(path).text == NEWS


def test_unknown_suffix_is_what_the_options_say(tmp_path, read_one):
    path = tmp_path / "berita"
    path.write_text("# Judul")
    assert read_one(path, input_format="markdown").text == "\v Judul"


def test_known_suffix_goes_before_the_options():
    assert format_of("berita.md", InputOptions(input_format="html")) == "markdown"


def test_file_named_twice_is_read_twice(tmp_path, read):
    path = tmp_path / "berita.txt"
    path.write_text(NEWS)
    assert len(read(path, path)) == 2


def test_one_bad_file_does_not_keep_the_others_from_being_read(tmp_path, read):
    good, bad = tmp_path / "b.txt", tmp_path / "a.txt"
    good.write_text(NEWS)
    bad.write_bytes(b"\xff\xfe\x00")
    found = read("tidak-ada.txt", bad, good, "")
    assert [type(item) for item in found] == [InputError, InputError, Document, InputError]


def test_reading_waits_until_the_document_is_asked_for(tmp_path):
    path = tmp_path / "berita.txt"
    found = read_documents([str(path)])
    path.write_text(NEWS)
    assert isinstance(next(found), Document)


def test_file_above_the_limit_is_refused_and_one_at_it_is_not(tmp_path, read):
    path = tmp_path / "berita.txt"
    path.write_text(NEWS)
    (error,) = read(path, max_bytes=len(NEWS) - 1)
    assert (error.reason, "--max-bytes" in error.remedy) == (
        f"larger than {len(NEWS) - 1} bytes",
        True,
    )
    assert isinstance(read(path, max_bytes=len(NEWS))[0], Document)


def test_markdown_without_words_is_an_error(tmp_path, read_one):
    path = tmp_path / "a.md"
    path.write_text("```\nkode\n```\n")
    with pytest.raises(InputError, match="no text beside its markup"):
        read_one(path)


def test_title_of_markdown_is_that_of_its_front_matter(tmp_path, read_one):
    path = tmp_path / "a.md"
    path.write_text(f"---\ntitle: Retak\n---\n{NEWS}")
    assert read_one(path).title == "Retak"


@pytest.mark.parametrize(
    ("name", "module", "extra"),
    [
        ("a.html", "trafilatura", "html"),
        ("a.pdf", "pypdf", "pdf"),
        ("a.parquet", "pyarrow", "parquet"),
    ],
)
def test_missing_library_is_the_error_of_its_file_alone(
    tmp_path, read, monkeypatch, name, module, extra
):
    for loaded in [key for key in sys.modules if key.split(".")[0] == module]:
        monkeypatch.delitem(sys.modules, loaded)
    monkeypatch.setitem(sys.modules, module, None)
    (tmp_path / name).write_text(NEWS)
    (tmp_path / "b.txt").write_text(NEWS)
    error, document = read(tmp_path / name, tmp_path / "b.txt")
    assert error.where == str(tmp_path / name)
    assert f"pip install 'rumor[{extra}]'" in error.remedy
    assert isinstance(error.__cause__, MissingExtraError)
    assert isinstance(document, Document)


def test_reading_text_loads_no_library(checkout, environment):
    code = (
        "import sys; from rumor.inputs.read import read_documents; import rumor.inputs.arguments;"
        "list(read_documents(['README.md']));"
        "print({'trafilatura', 'lxml', 'pypdf', 'pyarrow', 'numpy'} & set(sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=checkout, env=environment, capture_output=True, check=True
    )
    assert done.stdout.strip() == b"set()"


# Folders


def test_folder_is_read_in_order_without_what_is_hidden_or_of_others(folder, read):
    assert within(folder, read(folder)) == ["a.md", "b.txt", "dalam/c.TXT", "dalam/lagi/d.txt"]


@pytest.mark.parametrize(
    ("globs", "expected"),
    [
        (["*.md"], ["a.md"]),
        (["*.txt"], ["b.txt", "dalam/lagi/d.txt"]),
        (["*.md", "*.log"], ["a.md", "dalam/catatan.log"]),
        (["dalam/*.[lT]*"], ["dalam/c.TXT", "dalam/catatan.log"]),
        (["dalam/**/?.txt"], ["dalam/lagi/d.txt"]),
        (["**/*.txt"], ["b.txt", "dalam/lagi/d.txt"]),
        (["./[!a].*"], ["b.txt"]),
    ],
)
def test_patterns_choose_the_files(folder, read, globs, expected):
    assert within(folder, read(folder, globs=tuple(globs))) == expected


def test_pattern_does_not_keep_a_named_file_from_being_read(folder, read):
    assert len(read(folder / "b.txt", globs=("*.md",))) == 1


@pytest.mark.parametrize("globs", [(), ("*.txt",)])
def test_folder_with_nothing_to_read_is_an_error(tmp_path, read, globs):
    (tmp_path / "catatan.log").write_text(NEWS)
    (error,) = read(tmp_path, globs=globs)
    assert error.reason.startswith("a folder with nothing to read (")
    assert "--glob" in error.remedy


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
def test_link_to_a_folder_is_not_followed(folder, read):
    (folder / "lingkar").symlink_to(folder)
    assert len(read(folder)) == 4


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_pipe_in_a_folder_is_passed_over(folder, read):
    os.mkfifo(folder / "pipa.txt")
    assert len(read(folder)) == 4


# Standard input


def test_standard_input_is_text(stdin, read_one):
    stdin(NEWS.encode())
    assert read_one("-") == Document("standard input", NEWS)


def test_standard_input_is_what_the_options_say(stdin, read_one):
    stdin(b"---\ntitle: Retak\n---\nTiang *retak*.")
    document = read_one("-", input_format="markdown")
    assert (document.title, document.text.split()) == ("Retak", ["Tiang", "retak", "."])


def test_limit_holds_for_standard_input_too(stdin, read_one):
    stdin(NEWS.encode())
    with pytest.raises(InputError, match="standard input: larger than 5 bytes"):
        read_one("-", max_bytes=5)


def test_closed_standard_input_is_an_error(monkeypatch, read):
    monkeypatch.setattr(sys, "stdin", None)
    found = [read("-", input_format=form)[0] for form in FORMATS]
    assert {error.reason for error in found} == {"is closed"}


def test_unknown_format_is_the_fault_of_the_caller():
    with pytest.raises(ValueError, match="'rtf'"):
        list(read_documents([], InputOptions(input_format="rtf")))


# Tables


ROWS = [
    {"title": "Retak", "text": NEWS},
    {"title": "Kosong", "text": " "},
    {"text": "Pasar Wetan, kabarnya, pindah."},
]


def write_table(path: Path) -> None:
    if path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    elif path.suffix == ".csv":
        lines = [f'"{row.get("title", "")}","{row["text"]}"\n' for row in ROWS]
        path.write_text("title,text\n" + "".join(lines))
    else:
        pa = pytest.importorskip("pyarrow")
        from pyarrow import parquet

        parquet.write_table(pa.Table.from_pylist(ROWS), path)


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_table_gives_a_document_a_row_and_an_error_for_a_bad_one(tmp_path, read, suffix):
    path = tmp_path / f"tabel.{suffix}"
    write_table(path)
    first, error, third = read(path)
    assert first == Document(f"{path}:1", NEWS, title="Retak", path=str(path))
    assert (error.where, error.reason) == (f"{path}:2", "'text' is only white space")
    assert (third.name, third.title, third.in_place) == (f"{path}:3", "", False)


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_table_is_read_from_standard_input(tmp_path, read, stdin, suffix):
    path = tmp_path / f"tabel.{suffix}"
    write_table(path)
    stdin(path.read_bytes())
    names = [getattr(item, "name", "") or item.where for item in read("-", input_format=suffix)]
    assert names == [f"standard input:{row}" for row in (1, 2, 3)]


def test_columns_can_be_named(tmp_path, read_one):
    path = tmp_path / "tabel.csv"
    path.write_text(f'judul,isi\nRetak,"{NEWS}"\n')
    document = read_one(path, text_column="isi", title_column="judul")
    assert (document.title, document.text) == ("Retak", NEWS)


@pytest.mark.parametrize("column", ["text_column", "title_column"])
def test_missing_column_is_one_error_that_tells_the_columns(tmp_path, read, column):
    path = tmp_path / "tabel.csv"
    path.write_text(f'title,text\nRetak,"{NEWS}"\n')
    (error,) = read(path, **{column: "isi"})
    assert "'isi'" in error.reason
    assert "title" in error.reason


def test_table_without_rows_is_an_error(tmp_path, read):
    path = tmp_path / "tabel.jsonl"
    path.write_text("\n")
    (error,) = read(path)
    assert error.reason == "holds no rows"


def test_missing_table_is_one_error(tmp_path, read):
    (error,) = read(tmp_path / "tabel.csv")
    assert error.reason == "no such file"


# URLs


def test_url_is_fetched_only_when_that_is_allowed(read, monkeypatch):
    monkeypatch.setattr("rumor.inputs.url.fetch", lambda *_, **__: pytest.fail("fetched"))
    (error,) = read("https://kabar.example/retak")
    assert (error.reason, "--allow-url" in error.remedy) == ("is a URL", True)


def test_url_becomes_a_document_by_its_name(read_one, monkeypatch):
    page = url.Fetched("https://kabar.example/a", NEWS.encode("utf-16-le"), "text", "utf-16-le")
    monkeypatch.setattr("rumor.inputs.url.fetch", lambda *_, **__: page)
    document = read_one("https://kabar.example/a", allow_url=True)
    assert document == Document("https://kabar.example/a", NEWS)


# Options of the command line


def parse(*arguments: str) -> InputOptions:
    parser = argparse.ArgumentParser()
    add_input_arguments(parser)
    return input_options(parser.parse_args(arguments))


def test_defaults_of_the_command_line_are_those_of_the_library():
    assert parse() == InputOptions()


def test_every_option_arrives():
    found = parse(
        *("--input-format", "html", "--glob", "*.md", "--glob", "*.txt", "--text-column", "isi"),
        *("--title-column", "judul", "--max-bytes", "2M", "--allow-url", "--allow-private"),
        *("--url-seconds", "1.5"),
    )
    columns = {"text_column": "isi", "title_column": "judul"}
    allowed = {"allow_url": True, "allow_private": True}
    globs = ("*.md", "*.txt")
    expected = InputOptions("html", globs, 2_000_000, **columns, **allowed, url_seconds=1.5)
    assert found == expected


@pytest.mark.parametrize(
    "arguments",
    [
        ["--max-bytes", "banyak"],
        ["--max-bytes", "0"],
        ["--max-bytes", "-1"],
        ["--max-bytes", "1.5M"],
        ["--max-bytes", ""],
        ["--url-seconds", "0"],
        ["--url-seconds", "nan"],
        ["--url-seconds", "lama"],
        ["--input-format", "rtf"],
    ],
    ids=" ".join,
)
def test_bad_value_is_a_usage_error_that_names_it(arguments, capsys):
    with pytest.raises(SystemExit):
        parse(*arguments)
    assert repr(arguments[1]) in capsys.readouterr().err
