"""The words of the page at ``/`` in both languages, beside those of the report that it shows."""

from __future__ import annotations

from collections.abc import Mapping

from rumor.report.html.strings import STRINGS, Wording

_OWN: Mapping[str, tuple[str, str]] = {
    # name: English, Indonesian; {0}, {1} are arguments
    "page": ("Claims and their footing", "Klaim dan pijakannya"),
    "skip_to_result": ("Skip to the result", "Langsung ke hasil"),
    "headline": (
        "On what footing does an article put its claims?",
        "Di atas pijakan apa artikel meletakkan klaimnya?",
    ),
    "lead": (
        "Paste an article in Indonesian. Every claim gets a score, a level and the words that "
        "earned it.",
        "Tempelkan artikel berbahasa Indonesia. Tiap klaim mendapat skor, tingkat, dan kata "
        "penandanya.",
    ),
    "kept": (
        "The text goes to this server to be scored, and is neither kept nor logged there.",
        "Teks dikirim ke server ini untuk diberi skor, lalu tidak disimpan dan tidak dicatat.",
    ),
    "title_label": ("Title, if it is not in the text", "Judul, jika tidak ada di dalam teks"),
    "text_label": ("Text of the article", "Teks artikel"),
    "drop_hint": (
        "Or drop a file here: {0}, up to {1} MB.",
        "Atau jatuhkan berkas di sini: {0}, paling besar {1} MB.",
    ),
    "drop_now": ("Drop the file to score it", "Lepaskan berkas untuk memberinya skor"),
    "go": ("Score", "Beri skor"),
    "open_file": ("Open a file", "Buka berkas"),
    "example": ("Example", "Contoh"),
    "clear": ("Clear", "Kosongkan"),
    "undo": ("Undo", "Urungkan"),
    "own": ("Usual, {0}", "Biasa, {0}"),
    "precise": ("Precise, {0}", "Cermat, {0}"),
    "presets": ("Thresholds to choose from", "Pilihan ambang"),
    "download": ("Download the report", "Unduh laporan"),
    "copy": ("Copy link", "Salin tautan"),
    "copy_of": ("Copy a link to claim {0}", "Salin tautan ke klaim {0}"),
    "scoring": ("Scoring …", "Memberi skor …"),
    "reading": ("Reading the file …", "Membaca berkas …"),
    "stale": (
        "The text has changed since it was scored.",
        "Teks sudah berubah sejak diberi skor.",
    ),
    "cleared": ("Cleared.", "Sudah dikosongkan."),
    "copied": (
        "Link to claim {0} copied. It holds the whole article.",
        "Tautan ke klaim {0} disalin. Seluruh artikel ada di dalamnya.",
    ),
    "copied_short": (
        "Only #claim-{0} was copied: the article is too long to fit into a link.",
        "Hanya #claim-{0} yang disalin: artikel terlalu panjang untuk dimuat dalam tautan.",
    ),
    "downloaded": ("Report downloaded.", "Laporan sudah diunduh."),
    "interface": ("For programs: the HTTP interface", "Untuk program: antarmuka HTTP"),
    # What can go wrong, the types of `rumor.serve.problems` by their names
    "empty": ("There is no text yet: paste an article.", "Belum ada teks: tempelkan artikel."),
    "bad_threshold": (
        "A threshold is a number from 0 to 1.",
        "Ambang adalah bilangan dari 0 sampai 1.",
    ),
    "text_too_large": (
        "The text has {0} MB; at most {1} MB can be scored. Take a part of it.",
        "Teksnya {0} MB; paling banyak {1} MB yang dapat diberi skor. Ambil sebagian saja.",
    ),
    "file_too_large": (
        "The file has {0} MB; at most {1} MB can be read.",
        "Berkasnya {0} MB; paling banyak {1} MB yang dapat dibaca.",
    ),
    "one_file": ("One file at a time, please.", "Satu berkas saja sekaligus."),
    "bad_link": (
        "The link is damaged: ask for it again, or paste the article.",
        "Tautannya rusak: mintalah lagi, atau tempelkan artikelnya.",
    ),
    "no_server": (
        "The server does not answer. The text is still here: try again in a moment.",
        "Server tidak menjawab. Teksnya masih ada: coba lagi sebentar lagi.",
    ),
    "problem:too-large": (
        "This is too large for the server: at most {0} MB can be sent.",
        "Ini terlalu besar bagi server: paling banyak {0} MB yang dapat dikirim.",
    ),
    "problem:invalid": (
        "The server cannot use this text: it holds characters that are no text.",
        "Server tidak dapat memakai teks ini: ada karakter yang bukan teks.",
    ),
    "problem:too-many-requests": (
        "Too many requests at once: wait a moment, then score again.",
        "Terlalu banyak permintaan: tunggu sebentar, lalu beri skor lagi.",
    ),
    "problem:overloaded": (
        "The server is busy: wait a moment, then score again.",
        "Server sedang sibuk: tunggu sebentar, lalu beri skor lagi.",
    ),
    "problem:took-too-long": (
        "Scoring took too long: score a part of the text, or try again later.",
        "Pemberian skor terlalu lama: beri skor sebagian teks, atau coba lagi nanti.",
    ),
    "problem:slow-body": (
        "The text took too long to arrive: try again on a faster connection.",
        "Teks terlalu lama sampai: coba lagi dengan sambungan yang lebih cepat.",
    ),
    "problem:not-ready": (
        "The server is starting or about to stop: try again in a moment.",
        "Server sedang menyala atau akan berhenti: coba lagi sebentar lagi.",
    ),
    "problem:internal": (
        "The server failed. The text is still here; tell the operator number {0}.",
        "Server gagal. Teksnya masih ada; beri tahu pengelola nomor {0}.",
    ),
}

PAGE = Wording({**STRINGS, **_OWN})
"""What the page says; the report's view needs the report's words."""
