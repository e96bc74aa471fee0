"""A report as a folder."""

from __future__ import annotations

import pytest

from rumor.errors import OutputError
from rumor.report.html.folder import page_names, write_report

TEXT = "Pasar Rejosari kabarnya pindah. Pasar itu dibuka Senin."


@pytest.fixture
def results(score, result):
    return [score(TEXT, name="berita/Pasar Pindah.txt"), result]


def test_index_leads_to_a_page_for_each_article(results, tmp_path, parse):
    index = write_report(results, tmp_path / "laporan")
    assert index == tmp_path / "laporan" / "index.html"
    links = [
        node.attributes["href"]
        for node in parse(index.read_text(encoding="utf-8")).find("table")[0].find("a")
    ]
    assert sorted(links) == ["01-pasar-pindah.html", "02-jembatan.html"]
    for link, result in zip(sorted(links), results, strict=True):
        page = parse((index.parent / link).read_text(encoding="utf-8"))
        assert page.find("p", "file" if link.startswith("02") else "")
        assert len(page.find("a", "ref")) == len(result.article.ranked())
        assert page.find("nav")[0].find("a")[0].attributes["href"] == "index.html"


def test_every_link_within_the_folder_is_met(results, tmp_path, parse):
    write_report(results, tmp_path)
    for path in tmp_path.iterdir():
        root = parse(path.read_text(encoding="utf-8"))
        ids = {node.attributes["id"] for node in root.find() if "id" in node.attributes}
        for node in root.find("a"):
            page, _, anchor = node.attributes["href"].partition("#")
            assert (tmp_path / page).is_file() if page else anchor in ids


def test_names_are_safe_and_all_different(score):
    names = [
        "../../etc/passwd",
        "a/b.txt",
        "c/b.txt",
        "berita.csv:12",
        "C:\\x\\Éks tra.md",
        "?",
        "…",
    ]
    pages = page_names([score(TEXT, name=name) for name in names])
    assert pages == [
        "01-passwd.html",
        "02-b.html",
        "03-b.html",
        "04-berita.html",
        "05-eks-tra.html",
        "06.html",
        "07.html",
    ]


def test_numbers_sort_like_the_articles(score):
    one = score(TEXT, name="x")
    pages = page_names([one] * 120)
    assert pages == sorted(pages)
    assert pages[0] == "001-x.html"


def test_folder_that_is_there_is_used_and_other_files_stay(results, tmp_path):
    (tmp_path / "catatan.txt").write_text("milik redaksi", encoding="utf-8")
    write_report(results, tmp_path)
    write_report(results, tmp_path)
    assert (tmp_path / "catatan.txt").read_text(encoding="utf-8") == "milik redaksi"


def test_file_in_place_of_the_folder_is_one_clear_error(results, tmp_path):
    place = tmp_path / "laporan"
    place.write_text("bukan folder", encoding="utf-8")
    with pytest.raises(OutputError, match=r"laporan: file exists; give the name of a folder"):
        write_report(results, place)


def test_page_that_cannot_be_written_is_one_clear_error(results, tmp_path):
    (tmp_path / "01-pasar-pindah.html").mkdir()
    with pytest.raises(OutputError, match=r"01-pasar-pindah.html: is a folder"):
        write_report(results, tmp_path)


def test_folder_of_one_article_and_of_none_has_an_index(results, tmp_path, parse):
    for some in (results[:1], []):
        index = write_report(some, tmp_path / str(len(some)), lang="id")
        assert parse(index.read_text(encoding="utf-8")).find("h1")[0].text == "Artikel menurut skor"
