"""What a reader is told levels and kinds of evidence mean, in English and Indonesian.

The sentences sum up the annotation guidelines (`seeds/GUIDELINES.md`), which decide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple, TypeAlias

Language: TypeAlias = Literal["en", "id"]

LANGUAGES: Mapping[Language, str] = {"en": "English", "id": "Bahasa Indonesia"}
"""Languages of the wording, by their own names."""


class Term(NamedTuple):
    """A word for something, and a sentence that explains it.

    Attributes
    ----------
    name, meaning : str
    """

    name: str
    meaning: str


LEVELS: Mapping[Language, Mapping[str, Term]] = {
    "en": {
        "none": Term(
            "no claim",
            "Nothing here could be confirmed or denied: a question, request, heading or byline.",
        ),
        "stated": Term("stated", "The text asserts it in its own voice and without reserve."),
        "attributed": Term(
            "attributed",
            "Somebody who can be named and asked, or a document, answers for it, without reserve.",
        ),
        "hedged": Term(
            "hedged",
            "The text or its source marks it as uncertain: a guess, a suspicion, a forecast, "
            "a condition, or a report that nobody answers for.",
        ),
        "rumoured": Term(
            "rumoured",
            "It is passed on from hearsay, from an unnamed source or from a post, and left open.",
        ),
    },
    "id": {
        "none": Term(
            "bukan klaim",
            "Tidak ada yang dapat dibenarkan atau dibantah: pertanyaan, ajakan, judul, "
            "atau nama penulis.",
        ),
        "stated": Term("dinyatakan", "Teks menyatakannya sendiri, tanpa keraguan."),
        "attributed": Term(
            "bersumber",
            "Ada pihak yang jelas dan dapat ditanyai, atau dokumen, yang menjaminnya "
            "tanpa keraguan.",
        ),
        "hedged": Term(
            "belum pasti",
            "Teks atau narasumbernya menandainya belum pasti: kemungkinan, dugaan, perkiraan, "
            "pengandaian, atau kabar pasif tanpa penanggung jawab.",
        ),
        "rumoured": Term(
            "desas-desus",
            "Klaim diteruskan dari kabar yang beredar, sumber tanpa nama, atau unggahan, "
            "dan dibiarkan terbuka.",
        ),
    },
}
"""Names and meanings of the levels, in the order of `rumor.claims.LEVELS`."""

KINDS: Mapping[Language, Mapping[str, Term]] = {
    "en": {
        "hedge": Term("hedge", "A word that leaves it possible, not certain."),
        "suspicion": Term("suspicion", "It is suspected, not established."),
        "forecast": Term("forecast", "It is expected or estimated, and has yet to come true."),
        "condition": Term("condition", "It holds only if something else does."),
        "hearsay": Term("hearsay", "It is passed on as talk, a leak or a post."),
        "report": Term("sourceless report", "It is said to be so, but not who says it."),
        "unnamed": Term("unnamed source", "Whoever says it is not named."),
        "collective": Term(
            "unnamed group", "A group without names says it, so nobody can be asked."
        ),
        "deletion": Term("deletion", "What it rests on was deleted or taken down."),
        "unconfirmed": Term("unconfirmed", "The text says that nobody has confirmed it."),
    },
    "id": {
        "hedge": Term("penanda ragu", "Kata yang menyebutnya mungkin, bukan pasti."),
        "suspicion": Term("dugaan", "Baru diduga, belum terbukti."),
        "forecast": Term("perkiraan", "Diharapkan atau ditaksir, tetapi belum terjadi."),
        "condition": Term("pengandaian", "Hanya berlaku jika hal lain terpenuhi."),
        "hearsay": Term("kabar beredar", "Diteruskan sebagai omongan, bocoran, atau unggahan."),
        "report": Term("tanpa penanggung jawab", "Disebut begitu, tetapi tidak oleh siapa."),
        "unnamed": Term("sumber tanpa nama", "Yang mengatakannya tidak disebut namanya."),
        "collective": Term(
            "kelompok tanpa nama",
            "Yang mengatakannya kelompok, sehingga tak ada yang bisa ditanyai.",
        ),
        "deletion": Term("penghapusan", "Yang mendasarinya sudah dihapus atau diturunkan."),
        "unconfirmed": Term("belum dikonfirmasi", "Teks menyebut belum ada yang membenarkannya."),
    },
}
"""Names and meanings of the kinds of evidence that `rumor.claims.Evidence` lists."""

NOT_TRUTH: Mapping[Language, str] = {
    "en": "The score tells on what footing the text puts a claim, never whether it is true.",
    "id": "Skor menunjukkan di atas pijakan apa teks meletakkan klaim, bukan benar atau salahnya.",
}
"""What has to stand beside every score that people read."""
