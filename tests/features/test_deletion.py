"""Whether a sentence says that the post or report behind the claim is gone."""

from __future__ import annotations

import pytest

from rumor.features import deletion
from rumor.features.extract import analyse
from rumor.features.lexicon import load_entries
from rumor.features.sentence import in_context


def is_deleted(text: str, before: str = "") -> bool:
    return deletion.is_deleted(in_context(text, before=before))


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Unggahan tentang bendungan itu sudah dihapus.", id="patient-first"),
        pytest.param("Akun itu menghapus fotonya sejam kemudian.", id="agent-first"),
        pytest.param("Komentar itu saya hapus karena salah sebut.", id="object-voice"),
        pytest.param("Dihapusnya cuitan itu menambah pertanyaan.", id="verb-first"),
        pytest.param("Videonya udah di hapus tadi pagi.", id="colloquial"),
        pytest.param("Redaksi menarik kembali artikel tentang panen lada.", id="withdrawn"),
        pytest.param("Poster lomba itu diturunkan panitia.", id="taken-down"),
        pytest.param("Halaman pendaftarannya kini berujung galat 404.", id="dead-link"),
        pytest.param("Utas tersebut tidak dapat dibuka lagi.", id="out-of-reach"),
        pytest.param("Makalah itu diretraksi jurnalnya.", id="retracted"),
        pytest.param("Rilis mutasi pegawai dicabut dua jam setelah terbit.", id="report"),
    ],
)
def test_removal_of_a_post_or_report_counts(text: str) -> None:
    assert is_deleted(text)


@pytest.mark.parametrize(
    "noun", ["unggahan", "unggahannya", "unggahan-unggahan", "postinganmu", "rekaman"]
)
def test_noun_counts_in_any_of_its_shapes(noun: str) -> None:
    assert is_deleted(f"Kemarin {noun} itu sudah lenyap.")


@pytest.mark.parametrize(
    "text",
    [
        "Utang petani garam itu dihapus bank.",
        "Dua sepeda raib dari garasi sekolah.",
        "Truk pasir ditarik keluar dari parit.",
        "Harga karcis diturunkan selama liburan.",
        "Jalan menuju air terjun itu ditutup.",
        "Izin usaha bengkel itu dicabut.",
    ],
)
def test_removal_of_something_else_does_not(text: str) -> None:
    assert not is_deleted(text)


def test_post_alone_does_not() -> None:
    assert not is_deleted("Unggahan tentang bendungan itu dibagikan seribu kali.")


@pytest.mark.parametrize("negation", ["tidak", "belum", "belum juga", "tidak pernah"])
def test_negated_removal_does_not(negation: str) -> None:
    assert not is_deleted(f"Unggahan itu {negation} dihapus pemiliknya.")


def test_negation_of_time_does() -> None:
    assert is_deleted("Pemilik kanal tak lama kemudian menghapus videonya.")


@pytest.mark.parametrize(
    "text",
    [
        "Unggahan itu akan dihapus besok.",
        "Pemirsa diminta menghapus video tersebut.",
        "Video itu sebaiknya segera dihapus.",
        "Panitia meminta agar foto itu dihapus.",
        "Jika foto itu dihapus, perkara selesai.",
        "Apakah videonya sudah dihapus?",
    ],
)
def test_planned_or_asked_removal_does_not(text: str) -> None:
    assert not is_deleted(text)


def test_noun_far_from_the_verb_does_not() -> None:
    text = (
        "Video penyuluhan itu menjelaskan cara menanam padi di lahan kering kepada ratusan petani "
        "muda dari tiga kecamatan yang subsidi pupuknya dihapus."
    )

    assert not is_deleted(text)


def test_noun_behind_an_ambiguous_verb_does_not() -> None:
    assert not is_deleted("Setelah pasar ditutup, foto dibagikan kepada wartawan.")


@pytest.mark.parametrize(
    ("text", "gone"),
    [
        ("Situs peminjaman itu tidak bisa diakses lagi.", True),
        ("Banyak situs tidak bisa diakses pagi ini.", False),
    ],
)
def test_place_has_to_be_said_to_be_gone(text: str, gone: bool) -> None:
    assert is_deleted(text) is gone


@pytest.mark.parametrize(
    ("before", "gone"),
    [
        ("Ia memasang foto cincin di Instagram.", True),
        ("Ia menggambar peta di pasir.", False),
    ],
)
def test_pronoun_object_stands_for_a_post_just_before(before: str, gone: bool) -> None:
    assert is_deleted("Malamnya ia menghapusnya.", before=before) is gone


def test_time_of_going_to_press_does_not() -> None:
    assert not is_deleted("Hingga berita ini diturunkan, panitia masih rapat.")


@pytest.mark.parametrize(
    ("kind", "names"),
    [
        ("post", deletion._NO_THINGS | deletion._PLACES),
        ("deletion", deletion._LOOSE | {deletion._DEAD_LINK}),
    ],
)
def test_entries_it_names_are_in_the_cue_lists(kind: str, names: frozenset[str]) -> None:
    assert names <= {entry.name for entry in load_entries() if entry.kind == kind}


def test_removal_is_noted_among_the_values() -> None:
    gone = analyse(in_context("Unggahan itu sudah dihapus."))
    there = analyse(in_context("Unggahan itu masih ada."))

    assert gone.values["deletion/of-post"] == 1.0
    assert "deletion/of-post" not in there.values
