"""Posts and reports that are said to be gone, and posts as such (span rule ``deleted``)."""

from __future__ import annotations

from functools import lru_cache

from rumor.features.analysis import Analysis
from rumor.features.family import Family
from rumor.features.lexicon.match import Match, shipped_lexicon
from rumor.features.reading import Reading
from rumor.features.sentence import Sentence

# Entries of kind "post" that are no thing one could take down, and those that are places: a place
# that is down may just be broken, and an account that is closed need not be the one that spoke.
_NO_THINGS = frozenset(("media sosial", "mengunggah"))
_PLACES = frozenset(("akun", "situs"))
# Entries whose verbs are mostly used of other things.
_LOOSE = frozenset(("ditarik", "penarikan", "diturunkan", "hilang", "disembunyikan", "ditutup"))
_DEAD_LINK = "galat 404"
# What else is published and can be withdrawn; too common elsewhere to be evidence of a post.
_REPORTS = frozenset(
    ("laporan", "rilis", "memo", "dokumen", "berkas", "catatan", "pernyataan", "pengumuman",
     "edaran", "selebaran", "brosur", "katalog", "siaran", "daftar", "makalah", "jurnal", "iklan",
     "lowongan", "wawancara", "liputan", "episode", "siniar", "podcast", "petisi", "infografik",
     "infografis", "grafik", "tabel", "resensi", "testimoni", "percakapan", "entri", "file",
     "salinan", "arsip", "render", "kolom", "maklumat", "klarifikasi")
)  # fmt: skip

_NEGATIONS = frozenset(("tidak", "tak", "bukan", "belum", "jangan", "gak", "nggak"))
# What makes the removal a plan, a request, a condition or a rule instead of an event.
_UNREAL = frozenset(
    ("akan", "bakal", "segera", "harus", "perlu", "wajib", "tolong", "mohon", "agar", "supaya",
     "untuk", "minta", "meminta", "diminta", "mau", "ingin", "hendak", "bisa", "dapat", "boleh",
     "jika", "kalau", "bila", "apabila", "sebaiknya", "layak", "terancam", "berencana", "terpaksa",
     "mendesak", "kamu", "anda", "kalian")
)  # fmt: skip
# What tells a place that is gone from one that is down.
_NO_LONGER = frozenset(
    ("sudah", "telah", "kini", "sekarang", "lagi", "mendadak", "keburu", "itu", "tersebut")
)
_CLITICS = ("nya", "ku", "mu")

_WINDOW, _BEHIND = 12, 6
_REACH, _NEGATION_REACH = 3, 2


def note(analysis: Analysis) -> None:
    """Note that a post or report is said to be gone."""
    if analysis.deleted:
        analysis.names.append("deletion/of-post")


def is_deleted(sentence: Sentence) -> bool:
    """Say whether the sentence tells that the post or report behind the claim is gone.

    A verb of removal counts where it tells of an event (it is neither negated nor planned, asked
    for or made a condition) and has something that can be taken down in reach: a post or report
    before it or just behind it. Verbs that are mostly used of other things reach back only. An
    account or a site has to be said to be gone, as it can also be out of order.

    Parameters
    ----------
    sentence : Sentence

    Returns
    -------
    bool
    """
    reading = sentence.reading
    if "deletion" not in reading.by_kind or "?" in reading.tokens.words[-1:]:
        return False
    return any(
        _is_event(reading, match) and _has_object(sentence, match)
        for match in reading.by_kind["deletion"]
    )


def _is_event(reading: Reading, match: Match) -> bool:
    for distance in range(1, min(_REACH, match.start) + 1):
        token = reading.tokens.lower[match.start - distance]
        if not token[0].isalnum():
            break
        if token in _UNREAL or (token in _NEGATIONS and distance <= _NEGATION_REACH):
            return False
    return True


def _has_object(sentence: Sentence, match: Match) -> bool:
    things, places = _nouns()
    lower = sentence.reading.tokens.lower
    loose = match.entry.name in _LOOSE
    before = lower[max(0, match.start - _WINDOW) : match.start]
    behind = lower[match.end : match.end + _BEHIND]
    own = lower[match.start : match.end]
    if own[-1].startswith("me") and own[-1].endswith("nya"):  # "lalu menghapusnya"
        return any("post" in near.by_kind for near in (sentence.reading, sentence.before))
    if _any_of(things, [*before, *own, *(() if loose else behind)]):
        return True
    # No longer there, or just not working?
    beside = [*before[-_REACH:], *own, *behind[:_REACH]]
    gone = match.entry.name == _DEAD_LINK or not _NO_LONGER.isdisjoint(beside)
    return gone and _any_of(places, [*before, *own])


def _any_of(nouns: frozenset[str], tokens: list[str]) -> bool:
    return any(
        token in nouns
        or any(token.endswith(c) and token.removesuffix(c) in nouns for c in _CLITICS)
        for token in tokens
    )


@lru_cache(maxsize=1)
def _nouns() -> tuple[frozenset[str], frozenset[str]]:
    things: set[str] = set(_REPORTS)
    places: set[str] = set()
    for entry in shipped_lexicon().entries:
        if entry.kind == "post" and entry.name not in _NO_THINGS:
            words = {form[0] for form in entry.forms if len(form) == 1}
            (places if entry.name in _PLACES else things).update(words)
    return frozenset(things), frozenset(places)


FAMILY = Family(("post", "deletion"), note=note)
