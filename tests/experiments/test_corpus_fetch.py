"""`rumor corpus fetch` over invented sources: what it rebuilds, skips, writes and refuses."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rumor.cli import main
from rumor.errors import OutputError
from rumor.experiments.commands import corpus_fetch
from rumor.experiments.commands.train import missing_corpora
from rumor.experiments.corpus import default_corpora, load_corpora, load_corpus
from rumor.experiments.corpus.fetch import write_records
from rumor.experiments.corpus.paths import cache_folder, data_folder, refuse_ours

RAW = Path(__file__).parents[3] / "shared" / "corpora"
CSV = (
    "judul;url;isi\n"
    "Waduk  Sarwo;https://www.kabar.example/waduk;"
    "Hujan deras turun.  Waduk Sarwo penuh. Konon tanggulnya retak.\n"
    ";;\n"
    "Pasar Legi;https://ekonomi.kabar.example/pasar;Pasar Legi buka lagi. Terpotong di\n"
)
JSON = json.dumps([{"content": "Kabarnya jembatan ditutup."}])


def place(text: str, of: str, row: int, **labels: Any) -> dict[str, Any]:
    start = of.index(text)
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return {"row": row, "start": start, "end": start + len(text), "sha256": digest, **labels}


def standoff() -> list[dict[str, Any]]:
    first = "Hujan deras turun. Waduk Sarwo penuh. Konon tanggulnya retak."
    second = "Pasar Legi buka lagi. Terpotong di"
    third = "Kabarnya jembatan ditutup."
    rumour = {"level": "3", "cues": [[0, 5]], "sources": [], "readings": 2}
    return [
        {
            "id": "w-1",
            "source": "aaaa",
            "stratum": "cue",
            "split": "train",
            "before": [0, 18],
            "sentences": [
                place("Waduk Sarwo penuh.", first, 0, level="0"),
                place("Konon tanggulnya retak.", first, 0, **rumour),
            ],
        },
        {
            "id": "j-1",
            "source": "bbbb",
            "stratum": "random",
            "split": "dev",
            "sentences": [place(third, third, 0, level="3", cues=[[0, 8]])],
        },
        {
            "id": "w-2",
            "source": "aaaa",
            "stratum": "random",
            "split": "train",
            "sentences": [
                place("Pasar Legi buka lagi.", second, 2, level="0"),
                place("Terpotong di", second, 2, level="0", broken=True),
            ],
        },
    ]


EXPECTED = [
    {
        "id": "w-1",
        "kind": "passage",
        "genre": "kabar.example",
        "title": "Waduk Sarwo",
        "before": "Hujan deras turun.",
        "split": "train",
        "stratum": "cue",
        "sentences": [
            {"text": "Waduk Sarwo penuh.", "level": "0"},
            {"text": "Konon tanggulnya retak.", "level": "3", "cues": [[0, 5]], "readings": 2},
        ],
    },
    {
        "id": "j-1",
        "kind": "passage",
        "genre": "unknown",
        "title": "",
        "before": "",
        "split": "dev",
        "stratum": "random",
        "sentences": [{"text": "Kabarnya jembatan ditutup.", "level": "3", "cues": [[0, 8]]}],
    },
    {
        "id": "w-2",
        "kind": "passage",
        "genre": "ekonomi.kabar.example",
        "title": "Pasar Legi",
        "before": "",
        "split": "train",
        "stratum": "random",
        "sentences": [
            {"text": "Pasar Legi buka lagi.", "level": "0"},
            {"text": "Terpotong di", "level": "0", "broken": True},
        ],
    },
]


def entry(raw: str, text: str, **more: str) -> dict[str, Any]:
    return {
        "repository": "https://github.com/wiratmo/kabar-contoh",
        "commit": "c0ffee",
        "path": raw,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "bytes": len(text.encode()),
        "raw": raw,
        "encoding": "utf-8",
        **more,
    }


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of invented labels and their list of sources, in the place of the packaged ones."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    table = {"delimiter": ";", "text_column": "isi", "title_column": "judul"}
    sources = {
        "aaaa": entry("a/berita.csv", CSV, format="csv", **table),
        "bbbb": entry("b/berita.json", JSON, format="json", text_column="content"),
    }
    (folder / "sources.json").write_text(json.dumps(sources), encoding="utf-8")
    write_standoff(folder, standoff())
    monkeypatch.setattr(corpus_fetch, "seed_path", lambda name: folder / name)
    monkeypatch.setenv("RUMOR_DATA", str(tmp_path / "data"))
    return folder


def write_standoff(folder: Path, records: list[dict[str, Any]]) -> None:
    text = "".join(json.dumps(record) + "\n" for record in records)
    (folder / "news.standoff.jsonl").write_text(text, encoding="utf-8")


@pytest.fixture
def raw(tmp_path: Path, seeds: Path) -> Path:
    """A local folder of the invented sources."""
    folder = tmp_path / "raw"
    for name, text in {"a/berita.csv": CSV, "b/berita.json": JSON}.items():
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_bytes(text.encode())
    return folder


def fetch(*arguments: str | Path) -> int:
    return main(["corpus", "fetch", *map(str, arguments)])


def news(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "news.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_passages_are_rebuilt_in_the_order_of_the_labels(raw: Path, tmp_path: Path) -> None:
    assert fetch("--from", raw) == 0
    assert news(tmp_path / "data") == EXPECTED


def test_the_count_leaves_broken_sentences_out(raw: Path, capsys) -> None:
    fetch("--from", raw)
    assert capsys.readouterr().out == "4 of 4 sentences in 3 of 3 passages rebuilt\n"


def test_no_progress_bar_is_drawn_where_there_is_no_terminal(raw: Path, capsys, tmp_path) -> None:
    fetch("--from", raw)
    assert capsys.readouterr().err == f"wrote {tmp_path / 'data' / 'news.jsonl'}: 3 passages\n"


def test_the_rebuilt_file_is_a_corpus(raw: Path, tmp_path: Path) -> None:
    fetch("--from", raw)
    assert [p.id for p in load_corpus(tmp_path / "data" / "news.jsonl").passages] == [
        "w-1",
        "j-1",
        "w-2",
    ]


def test_the_folder_can_be_named(raw: Path, tmp_path: Path) -> None:
    assert fetch("--from", raw, "--to", tmp_path / "lain" / "map") == 0
    assert news(tmp_path / "lain" / "map") == EXPECTED
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda path: path.unlink(), "no such file or directory"),
        (lambda path: path.write_bytes(CSV.encode()[:50]), "cut short: 50 of "),
        (lambda path: path.write_text(CSV.replace("Legi", "Pon.")), "changed: its sha256 is not"),
        (lambda path: path.write_text(CSV + "lagi\n"), "changed: "),
    ],
    ids=["missing", "truncated", "altered", "longer"],
)
def test_a_source_that_cannot_be_used_is_named_and_the_rest_used(
    raw: Path, tmp_path: Path, capsys, spoil: Callable[[Path], object], reason: str
) -> None:
    spoil(raw / "a" / "berita.csv")
    assert fetch("--from", raw) == 1
    output = capsys.readouterr()
    told = output.err.splitlines()[0]
    assert told.startswith(f"rumor: skipped source aaaa ({raw / 'a' / 'berita.csv'}): {reason}")
    assert told.endswith("put the pinned file there, or leave --from out to download it")
    assert output.out == "1 of 4 sentences in 1 of 3 passages rebuilt\n"
    assert news(tmp_path / "data") == EXPECTED[1:2]


def test_a_source_that_cannot_be_read_is_named(raw: Path, seeds: Path, capsys) -> None:
    path = seeds / "sources.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"isi"', '"badan"'), encoding="utf-8")
    assert fetch("--from", raw) == 1
    assert "unreadable as csv: no column badan; it has judul, url, isi" in capsys.readouterr().err


def test_a_sentence_that_is_another_is_left_out_with_its_passage(
    raw: Path, seeds: Path, tmp_path: Path, capsys
) -> None:
    records = standoff()
    records[0]["sentences"][1]["sha256"] = "0" * 16
    write_standoff(seeds, records)
    assert fetch("--from", raw) == 1
    assert "source aaaa: 1 passage left out: not the text that was labelled" in (
        capsys.readouterr().err
    )
    assert news(tmp_path / "data") == EXPECTED[1:]


@pytest.mark.parametrize("row", [1, 99, -1])
def test_a_row_that_has_not_the_sentence_leaves_the_passage_out(
    raw: Path, seeds: Path, tmp_path: Path, row: int
) -> None:
    records = standoff()
    records[0]["sentences"][0]["row"] = row
    write_standoff(seeds, records)
    assert fetch("--from", raw) == 1
    assert news(tmp_path / "data") == EXPECTED[1:]


def test_half_a_surrogate_pair_is_just_another_text(raw: Path, seeds: Path, tmp_path: Path) -> None:
    text = json.dumps([{"content": "Kabarnya jembatan ditutup\ud83d"}])
    (raw / "b" / "berita.json").write_text(text)
    listing = json.loads((seeds / "sources.json").read_text(encoding="utf-8"))
    listing["bbbb"] |= entry("b/berita.json", text)
    (seeds / "sources.json").write_text(json.dumps(listing), encoding="utf-8")
    assert fetch("--from", raw) == 1
    assert news(tmp_path / "data") == [EXPECTED[0], EXPECTED[2]]


def test_labels_that_do_not_fit_the_text_leave_the_passage_out(
    raw: Path, seeds: Path, tmp_path: Path
) -> None:
    records = standoff()
    records[0]["sentences"][1]["cues"] = [[0, 500]]
    write_standoff(seeds, records)
    assert fetch("--from", raw) == 1
    assert news(tmp_path / "data") == EXPECTED[1:]


def test_when_nothing_can_be_used_the_earlier_file_stays(raw: Path, tmp_path: Path, capsys) -> None:
    fetch("--from", raw)
    (tmp_path / "kosong").mkdir()
    assert fetch("--from", tmp_path / "kosong") == 2
    assert "nothing could be rebuilt" in capsys.readouterr().err
    assert news(tmp_path / "data") == EXPECTED


def test_one_source_can_be_fetched_alone(raw: Path, tmp_path: Path, capsys) -> None:
    assert fetch("--from", raw, "--source", "bbbb") == 0
    assert capsys.readouterr().out == "1 of 1 sentences in 1 of 1 passages rebuilt\n"
    assert news(tmp_path / "data") == EXPECTED[1:2]


def test_fetching_one_source_keeps_what_is_there_of_the_others(
    raw: Path, tmp_path: Path, capsys
) -> None:
    fetch("--from", raw, "--source", "aaaa")
    assert fetch("--from", raw, "--source", "bbbb") == 0
    assert news(tmp_path / "data") == EXPECTED
    assert "3 passages, 2 of them from an earlier fetch" in capsys.readouterr().err


def test_what_is_kept_has_the_labels_of_now_and_the_text_that_was_labelled(
    raw: Path, seeds: Path, tmp_path: Path
) -> None:
    fetch("--from", raw)
    path = tmp_path / "data" / "news.jsonl"
    text = path.read_text(encoding="utf-8").replace("Pasar Legi buka", "Pasar Pon buka")
    path.write_text(f"rusak\n{text}", encoding="utf-8")
    records = standoff()
    records[0]["sentences"][0]["level"] = "1"
    write_standoff(seeds, records)
    fetch("--from", raw, "--source", "bbbb")
    found = news(tmp_path / "data")
    assert [record["id"] for record in found] == ["w-1", "j-1"]
    assert found[0]["sentences"][0]["level"] == "1"


def test_an_unknown_source_is_refused_with_those_known(raw: Path, capsys) -> None:
    assert fetch("--from", raw, "--source", "cccc") == 2
    told = "rumor: --source cccc: no such source; known are aaaa, bbbb\n"
    assert capsys.readouterr().err == told


def test_a_folder_of_sources_that_is_not_there_is_refused(seeds: Path, tmp_path, capsys) -> None:
    assert fetch("--from", tmp_path / "tak-ada") == 2
    assert "tak-ada: no such folder; give the folder" in capsys.readouterr().err


@pytest.mark.parametrize("inside", ["", "seeds", "baru/lagi"])
def test_the_checkout_is_refused_as_target(raw: Path, checkout: Path, inside: str, capsys) -> None:
    assert fetch("--from", raw, "--to", checkout / inside) == 2
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert f"inside {checkout}, the folder of rumor itself" in told
    assert "give a folder outside of it" in told
    assert not (checkout / inside / "news.jsonl").exists()


def test_another_checkout_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "rumor"\n')
    with pytest.raises(OutputError, match="the folder of rumor itself"):
        refuse_ours(tmp_path / "data")


def test_records_are_not_written_into_a_checkout(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "rumor"\n')
    with pytest.raises(OutputError, match="the folder of rumor itself"):
        write_records(tmp_path / "news.jsonl", EXPECTED)
    assert not (tmp_path / "news.jsonl").exists()


def test_the_installed_package_is_refused(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr("rumor.__path__", [str(tmp_path / "site-packages" / "rumor")])
    with pytest.raises(OutputError, match="the folder of rumor itself"):
        refuse_ours(tmp_path / "site-packages" / "rumor" / "seeds")
    refuse_ours(tmp_path / "site-packages")


def test_a_link_into_the_checkout_is_refused(tmp_path: Path, checkout: Path) -> None:
    (tmp_path / "pintas").symlink_to(checkout / "seeds")
    with pytest.raises(OutputError, match="the folder of rumor itself"):
        refuse_ours(tmp_path / "pintas")


def test_a_target_that_cannot_be_written_is_told(raw: Path, tmp_path: Path, capsys) -> None:
    (tmp_path / "berkas").write_text("bukan map")
    assert fetch("--from", raw, "--to", tmp_path / "berkas") == 2
    assert "give another folder with --to" in capsys.readouterr().err


def test_an_interrupted_write_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl"
    path.write_text("lama\n", encoding="utf-8")

    class Interrupting(list[dict[str, Any]]):
        def __iter__(self):  # type: ignore[no-untyped-def]
            yield EXPECTED[0]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_records(path, Interrupting())
    assert [found.name for found in tmp_path.iterdir()] == ["news.jsonl"]
    assert path.read_text(encoding="utf-8") == "lama\n"


def test_downloads_are_cached_and_then_need_no_server(
    raw: Path, seeds: Path, tmp_path: Path, monkeypatch
) -> None:
    raw.rename(cache_folder_made(tmp_path))
    monkeypatch.setattr("rumor.experiments.corpus.download.Downloader._open", None)
    assert fetch() == 0
    assert news(tmp_path / "data") == EXPECTED


def cache_folder_made(tmp_path: Path) -> Path:
    cache = cache_folder()
    cache.parent.mkdir(parents=True)
    assert cache == tmp_path / "data" / "sources"
    return cache


def test_help_needs_no_extra(monkeypatch, capsys) -> None:
    for name in ("openpyxl", "platformdirs", "tqdm"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(SystemExit, match="0"):
        fetch("--help")
    assert "--from DIR" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["platformdirs", "tqdm"])
def test_a_library_that_is_not_installed_is_told_with_its_extra(
    seeds: Path, monkeypatch, capsys, name: str
) -> None:
    monkeypatch.delenv("RUMOR_DATA")
    monkeypatch.setitem(sys.modules, name, None)
    assert fetch() == 2
    assert f"needs {name}, which is not installed" in capsys.readouterr().err


def test_the_cache_is_refused_in_the_checkout(
    seeds: Path, checkout: Path, tmp_path: Path, monkeypatch, capsys
) -> None:
    monkeypatch.setenv("RUMOR_DATA", str(checkout / "data"))
    assert fetch("--to", tmp_path / "lain") == 2
    assert "the folder of rumor itself" in capsys.readouterr().err
    assert not (checkout / "data").exists()


def test_without_the_variable_the_folders_are_those_of_the_user(monkeypatch) -> None:
    platformdirs = pytest.importorskip("platformdirs")
    monkeypatch.delenv("RUMOR_DATA", raising=False)
    assert data_folder() == platformdirs.user_data_path("rumor", appauthor=False)
    assert cache_folder().parent == platformdirs.user_cache_path("rumor", appauthor=False)


def test_training_takes_the_rebuilt_news_by_default(raw: Path, tmp_path: Path) -> None:
    fetch("--from", raw)
    authored, rebuilt = default_corpora()
    assert authored.name == "authored.jsonl"
    assert rebuilt == tmp_path / "data" / "news.jsonl"
    assert [corpus.name for corpus in load_corpora(default_corpora())] == ["authored", "news"]
    assert missing_corpora() == ""


def test_without_rebuilt_news_training_takes_the_authored_corpus_and_says_so(seeds: Path) -> None:
    assert [path.name for path in default_corpora()] == ["authored.jsonl"]
    told = missing_corpora()
    assert "\n" not in told
    assert "authored corpus alone" in told
    assert told.endswith("rumor corpus fetch")


def test_without_platformdirs_there_is_no_rebuilt_news(monkeypatch) -> None:
    monkeypatch.delenv("RUMOR_DATA", raising=False)
    monkeypatch.setitem(sys.modules, "platformdirs", None)
    assert [path.name for path in default_corpora()] == ["authored.jsonl"]


@pytest.mark.skipif(not RAW.is_dir(), reason=f"the true sources are not here: no {RAW}")
def test_every_sentence_of_the_true_news_is_rebuilt(tmp_path: Path, capsys) -> None:
    assert fetch("--from", RAW / "raw", "--to", tmp_path) == 0
    told = "16456 of 16456 sentences in 6481 of 6481 passages rebuilt\n"
    assert capsys.readouterr().out == told
    lines = (RAW / "news.jsonl").read_text(encoding="utf-8").splitlines()
    expected = [json.loads(line) for line in lines]
    found = news(tmp_path)
    # The labels name one row of an article that was printed twice; the outlet may be the other.
    others = sum(a.pop("genre") != b.pop("genre") for a, b in zip(found, expected, strict=True))
    assert others == 25
    assert all(a == b for a, b in zip(found, expected, strict=True))  # no diff: it would be text
