"""The words of the page in both languages, and the templates by which it changes between them.

What the page says stands in it once, in the language asked for, beside its template
(``data-say="{summary|14|20}"``); the page's own script fills templates in again when the reader
changes the language, from the same tables, which `wording_json` hands to it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import lru_cache

from rumor.report.html.markup import Html, element, text
from rumor.report.wording import KINDS, LANGUAGES, LEVELS, NOT_TRUTH, Language

STRINGS: Mapping[str, tuple[str, str]] = {
    # name: English, Indonesian; {0}, {1} are arguments
    "report": ("Footing report", "Laporan pijakan"),
    "skip": ("Skip to the article", "Langsung ke artikel"),
    "view": ("View", "Tampilan"),
    "dark": ("Dark", "Gelap"),
    "letters": ("Letter keys J and K", "Tombol huruf J dan K"),
    "date": ("Date", "Tanggal"),
    "version": ("Version", "Versi"),
    "threshold": ("Threshold", "Ambang"),
    "summary": (
        "{0} of {1} claims on a speculative footing",
        "{0} dari {1} klaim berpijakan spekulatif",
    ),
    "summary_one": ("{0} of 1 claim on a speculative footing", "{0} dari 1 klaim spekulatif"),
    "no_claims": ("No claims found", "Tidak ada klaim"),
    "article_score": ("Article score {0}", "Skor artikel {0}"),
    "rests_on_deleted": (
        "{0} resting on a deleted post or report",
        "{0} bertumpu pada unggahan atau laporan yang dihapus",
    ),
    "warning_language": (
        "This does not read like Indonesian: the score is not meaningful",
        "Ini tidak terbaca sebagai bahasa Indonesia: skornya tidak bermakna",
    ),
    "ignored_count": ("{0} ignored", "{0} diabaikan"),
    "chart": ("Score along the article", "Skor sepanjang artikel"),
    "chart_caption": (
        "One bar a claim, in reading order; the line is the threshold, {0}.",
        "Satu batang per klaim, menurut urutan baca; garisnya ambang, {0}.",
    ),
    "top": ("Most speculative claims", "Klaim paling spekulatif"),
    "top_caption": ("The first {0} of {1}, by score.", "{0} teratas dari {1}, menurut skor."),
    "top_all": ("All {0}, by score.", "Semua {0}, menurut skor."),
    "number": ("No.", "No."),
    "Score": ("Score", "Skor"),
    "Level": ("Level", "Tingkat"),
    "Claim": ("Claim", "Klaim"),
    "Article": ("Article", "Artikel"),
    "of": ("{0} of {1}", "{0} dari {1}"),
    "Speculative": ("Speculative", "Spekulatif"),
    "Deleted": ("Deleted", "Dihapus"),
    "text": ("The article", "Artikel"),
    "key_cue": ("words that make it so", "kata penandanya"),
    "key_source": ("who answers for it", "yang menjaminnya"),
    "key_more": ("What this means", "Artinya"),
    "source": ("source", "sumber"),
    "gone": (
        "The post or report is said to be deleted",
        "Unggahan atau laporannya disebut sudah dihapus",
    ),
    "context": ("no words of its own: from its context", "tanpa penanda sendiri: dari konteksnya"),
    "ignored": ("ignored: marked so by the author", "diabaikan: ditandai oleh penulis"),
    "notes": ("Notes", "Catatan"),
    "back": ("Back to claim {0}", "Kembali ke klaim {0}"),
    "how": ("How to read this report", "Cara membaca laporan ini"),
    "how_score": (
        "The score is the calibrated probability, from 0 to 1, that the text puts a claim on a "
        "speculative footing: hedged or rumoured. The darker the shade, the higher the score. "
        "From the threshold on, a claim counts as speculative. The score of an article is the "
        "mean over its claims.",
        "Skor adalah peluang terkalibrasi, dari 0 sampai 1, bahwa teks meletakkan klaim di atas "
        "pijakan spekulatif: belum pasti atau desas-desus. Makin pekat warnanya, makin tinggi "
        "skornya. Mulai dari ambang, klaim dihitung spekulatif. Skor artikel adalah rata-rata "
        "klaimnya.",
    ),
    "how_levels": ("The five levels", "Lima tingkat"),
    "how_kinds": ("Kinds of evidence", "Jenis penanda"),
    "how_keys": ("Keys", "Tombol"),
    "how_keys_text": (
        "J or the right arrow goes to the next claim, K or the left arrow to the one before; "
        "Enter opens a note, Escape closes it.",
        "J atau panah kanan menuju klaim berikutnya, K atau panah kiri ke klaim sebelumnya; "
        "Enter membuka catatan, Escape menutupnya.",
    ),
    "ranking": ("Articles by score", "Artikel menurut skor"),
    "articles": ("{0} articles", "{0} artikel"),
    "to_index": ("All articles", "Semua artikel"),
}
"""Everything the page says that is not a level or a kind of evidence."""

_PLACE = re.compile(r"\{([^{}]+)\}")
_REMEMBERED = 4096
_ARGUMENT = re.compile(r"\{(\d)\}")


class Wording:
    """What a page says, in both languages.

    Parameters
    ----------
    strings : mapping of str to (str, str)
        By their names, in English and Indonesian. Names and meanings of levels and kinds of
        evidence are added.
    """

    def __init__(self, strings: Mapping[str, tuple[str, str]]) -> None:
        self._strings = strings
        self._tables: dict[Language, Mapping[str, str]] = {}
        self._filled = lru_cache(_REMEMBERED)(self._fill)  # a page repeats few templates often

    def words(self, lang: Language) -> Mapping[str, str]:
        """Return the words of one language by their keys."""
        if lang not in self._tables:
            place = list(LANGUAGES).index(lang)
            own = {key: both[place] for key, both in self._strings.items()}
            levels = {f"level:{key}": term.name for key, term in LEVELS[lang].items()}
            kinds = {f"kind:{key}": term.name for key, term in KINDS[lang].items()}
            self._tables[lang] = {**own, **levels, **kinds, "not_truth": NOT_TRUTH[lang]}
        return self._tables[lang]

    def say(self, template: str, lang: Language) -> str:
        """Fill a template in.

        Parameters
        ----------
        template : str
            Text in which ``{key}`` and ``{key|argument|...}`` stand for words of the page, and
            ``{0.97}`` for a number as the language writes it.
        lang : {"en", "id"}

        Returns
        -------
        str
        """
        return self._filled(template, lang)

    def _fill(self, template: str, lang: Language) -> str:
        known = self.words(lang)

        def number(written: str) -> str:
            return written.replace(".", ",") if lang == "id" else written

        def fill(place: re.Match[str]) -> str:
            key, *arguments = place[1].split("|")
            if key not in known:
                float(key)  # a key that nobody has written is our mistake
                return number(key)
            return _ARGUMENT.sub(lambda at: number(arguments[int(at[1])]), known[key])

        return _PLACE.sub(fill, template)

    def said(
        self, name: str, template: str, lang: Language, /, **attributes: str | bool | None
    ) -> Html:
        """Write an element whose text is a template, kept for a change of language."""
        filled = text(self.say(template, lang))
        return element(name, filled, data_say=template, **attributes)

    def labelled(self, template: str, lang: Language) -> dict[str, str]:
        """Return the attributes of an element whose accessible name is a template."""
        return {"aria_label": self.say(template, lang), "data_label": template}

    def json(self) -> str:
        """Return the words of both languages as JSON that may stand inside a script element."""
        written = json.dumps(
            {lang: self.words(lang) for lang in LANGUAGES},
            ensure_ascii=False,
            separators=(",", ":"),
        )
        return written.replace("<", "\\u003c")


REPORT = Wording(STRINGS)
words, say, said, labelled, wording_json = (
    REPORT.words,
    REPORT.say,
    REPORT.said,
    REPORT.labelled,
    REPORT.json,
)


def decimal(score: float) -> str:
    """Write a score as templates take it."""
    return f"{score:.2f}"
