"""What the labelling loop says, in English and in Indonesian, and the guidelines it quotes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, TypeAlias

from rumor.errors import CorpusError
from rumor.experiments.corpus.records import Level
from rumor.experiments.corpus.seeds import seed_path

Language: TypeAlias = Literal["en", "id"]
LANGUAGES: tuple[Language, ...] = ("en", "id")
ORDER: tuple[Level, ...] = ("N", "3", "2", "1", "0")
"""The levels in the order their questions are asked; the first yes decides."""

_ROW = re.compile(r"^\| `(?P<level>[N0-3])` \| (?P<name>[^|]+) \| (?P<question>[^|]+) \|$", re.M)
_RULES = "## Rules for hard cases"

_QUESTIONS_ID: Mapping[Level, tuple[str, str]] = MappingProxyType(
    {
        "N": (
            "tanpa klaim",
            "Apakah tidak ada pernyataan yang bisa dibenarkan atau dibantah? (pertanyaan, "
            "permintaan, judul tanpa pernyataan, nama penulis, keterangan foto, iklan, navigasi, "
            '"Baca juga", penggalan)',
        ),
        "3": (
            "rumor",
            "Apakah klaim itu diteruskan dari kabar angin, dari sumber tanpa nama atau yang tidak "
            "bisa diperiksa, dari unggahan (anonim, viral, bocor, atau dihapus), atau disebut "
            "teks itu sendiri rumor, spekulasi, atau belum terkonfirmasi - dan dibiarkan terbuka?",
        ),
        "2": (
            "tak pasti",
            "Apakah teks, atau orang yang dikutipnya, menandai klaim itu tidak pasti: kemungkinan, "
            "tebakan, perkiraan, ramalan, dugaan, syarat, atau laporan pasif tanpa sumber?",
        ),
        "1": (
            "beratribusi",
            "Apakah klaim itu disampaikan atas nama sumber yang jelas dan bisa diperiksa (orang "
            "bernama, lembaga, terbitan, dokumen) dan dinyatakan sumber itu tanpa keraguan?",
        ),
        "0": ("dinyatakan", "Selain itu: teks itu sendiri menyatakannya."),
    }
)

MESSAGES: Mapping[Language, Mapping[str, str]] = MappingProxyType(
    {
        "en": {
            "progress": "{number} of {total}",
            "skipped": "{count} skipped",
            "score": "score {score:.2f}",
            "title": "Title",
            "before": "Before",
            "keys": "u undo   s skip   d deleted [{deleted}]   ? rules   q quit",
            "yes": "yes",
            "no": "no",
            "level": "Level (n 3 2 1 0): ",
            "cues": "Cues: ",
            "sources": "Sources: ",
            "which": "Which: ",
            "end": "All are done. u undo, q quit: ",
            "ask cues": "Type the words that make it speculative, in their shortest form, with ; "
            "between them. Enter alone where it is the neighbouring sentence that makes it so.",
            "ask sources": "Type the words that name who answers for the claim, with ; between "
            "them. Enter alone where nobody is named.",
            "ask which": "Type their numbers with spaces, or Enter to type the words again.",
            "several": "“{words}” stands here {count} times:",
            "chosen": "Level {level} {name}",
            "unknown": "{answer} is no key here.",
            "nothing": "Nothing to undo.",
            "undone": "Undone: label it again.",
            "again": "The level again.",
            "absent": "Not in the sentence: “{words}”. Type the words as they stand there.",
            "inside": "“{words}” is only part of a word here; type the whole word.",
            "cross": "“{first}” and “{second}” cross; type one that holds both.",
            "number": "Give numbers from 1 to {count}.",
            "undeleted": "“deleted” was left out: without a claim, nothing rests on the post.",
            "more": "-- any key for more, q for back -- ",
        },
        "id": {
            "progress": "{number} dari {total}",
            "skipped": "{count} dilewati",
            "score": "skor {score:.2f}",
            "title": "Judul",
            "before": "Sebelumnya",
            "keys": "u urungkan   s lewati   d dihapus [{deleted}]   ? aturan   q keluar",
            "yes": "ya",
            "no": "tidak",
            "level": "Tingkat (n 3 2 1 0): ",
            "cues": "Penanda: ",
            "sources": "Sumber: ",
            "which": "Yang mana: ",
            "end": "Semua selesai. u urungkan, q keluar: ",
            "ask cues": "Ketik kata yang membuatnya spekulatif, sependek mungkin, pisahkan dengan "
            "; atau Enter saja bila kalimat di sekitarnya yang membuatnya demikian.",
            "ask sources": "Ketik kata yang menyebut siapa sumber klaim itu, pisahkan dengan ; "
            "atau Enter saja bila tidak ada yang disebut.",
            "ask which": "Ketik angkanya dipisah spasi, atau Enter untuk mengetik ulang katanya.",
            "several": "“{words}” muncul {count} kali di sini:",
            "chosen": "Tingkat {level} {name}",
            "unknown": "{answer} bukan tombol di sini.",
            "nothing": "Tidak ada yang bisa diurungkan.",
            "undone": "Diurungkan: beri label lagi.",
            "again": "Pilih lagi tingkatnya.",
            "absent": "Tidak ada dalam kalimat: “{words}”. Ketik kata seperti yang tertulis.",
            "inside": "“{words}” hanya bagian dari sebuah kata; ketik kata utuhnya.",
            "cross": "“{first}” dan “{second}” bersilangan; ketik satu yang memuat keduanya.",
            "number": "Beri angka dari 1 sampai {count}.",
            "undeleted": "“dihapus” tidak dicatat: tanpa klaim, tak ada yang bersandar padanya.",
            "more": "-- tombol apa saja untuk lanjut, q untuk kembali -- ",
        },
    }
)


def questions(language: Language) -> dict[Level, tuple[str, str]]:
    """Return name and question of each level, in the order they are asked.

    Parameters
    ----------
    language : {"en", "id"}
        The English ones are those of the packaged guidelines.

    Raises
    ------
    rumor.errors.CorpusError
        If the installation lacks the guidelines.
    """
    if language == "id":
        return dict(_QUESTIONS_ID)
    rows = {row["level"]: row for row in _ROW.finditer(_guidelines())}
    return {
        level: (rows[level]["name"].strip(), rows[level]["question"].replace("**", "").strip())
        for level in ORDER
    }


def rules() -> str:
    """Return the guidelines from the rules for hard cases on."""
    text = _guidelines()
    return text[text.index(_RULES) :].strip()


def _guidelines() -> str:
    path = seed_path("GUIDELINES.md")
    text = path.read_text(encoding="utf-8")
    if len(_ROW.findall(text)) != len(ORDER) or _RULES not in text:
        raise CorpusError([f"{path}: not the guidelines of this release; reinstall rumor"])
    return text
