import re

import pytest

from rumor.text.segment import sentence_spans

BREAK = "|"


def marked(text):
    """Return the sentences of a text whose boundaries are marked, joined by the mark again."""
    plain = text.replace(BREAK, "")
    return BREAK.join(plain[start:end] for start, end in sentence_spans(plain))


def check(text):
    """Compare what is found in a text with the marks in it, whitespace at the edges aside."""
    assert marked(text) == BREAK.join(part.strip() for part in text.split(BREAK))


@pytest.mark.parametrize(
    "text",
    [
        "Banjir surut pada Senin pagi. |Warga Desa Rintan kembali ke rumah.",
        "Siapa yang datang? |Tidak ada yang tahu. |Pintu terkunci!",
        "Benarkah?! |Lurah Wenang menggeleng.",
        "Ia menunggu… |Bus tidak datang.",
        "Ia menunggu... |Bus tidak datang.",
        "Ia diam... lalu pergi.",
    ],
)
def test_splits_at_stops(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Menurut Dr. Rukmala Sandi, obat itu aman. |Ia sudah mengujinya.",
        "Pasien dirawat dr. Wenang di Jl. Merpati No. 5 sejak Rabu.",
        "Prof. Dr. Ir. H. Tarmaji hadir bersama Hj. Selmina dan KH. Badrul.",
        "Denda itu sebesar Rp. 500.000 per orang. |Semua membayar.",
        "Ia mewakili PT. Kayana Lestari di Kab. Rintan, Kec. Wulung.",
        "Surat diteken Sekda a.n. Bupati Rintan pada Jumat. |Isinya singkat.",
        "Kirim ke Yth. Ibu Selmina d.a. Balai Desa Wulung.",
        "Lihat hlm. 12 dan hal. 14 buku itu. |Ada 3 hal. |Pertama, harga.",
        "Kombes Pol. Radimas dan Kompol. Sutirah memeriksa saksi.",
        "Rapat pada 5 Jan. 2031 batal.",
    ],
)
def test_keeps_abbreviations_that_lead_a_name_or_number(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Saham itu milik PT Kayana Tbk. |Perseroan menolak berkomentar.",
        "Ia direktur PT Kayana Tbk. Selmina Rukmala sejak 2029.",
        "Mereka menjual beras, gula, dll. |Harga tetap tinggi.",
        "Mereka menjual beras, gula, dll. di pasar itu.",
        "Polisi menahan Tarmaji dkk. |Mereka diam.",
        "Gugatan diajukan Radimas, S.H. |Namun hakim menolaknya.",
        "Penggugat ialah Radimas, S.H. Wenang dan dua rekannya.",
        "Surat itu dari Presiden R.I. |Menurut Wenang, isinya singkat.",
        "Ia lulus sebagai M.Si. |Setelah itu ia mengajar.",
        "Acara mulai pukul 10.30 WIB. |Kondisi ramai.",
        "Panen gagal akibat hujan, hama, dsb. |Petani merugi.",
        "Ia bergelar Ph. D. dari kampus itu.",
    ],
)
def test_decides_by_what_follows_an_abbreviation_that_may_end_a_sentence(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Menteri M. Tarmaji dan Joko P. Wenang bertemu.",
        "Korban berinisial R. |Belum ada tersangka.",
        "Jeruk kaya vitamin C. |Buah itu murah.",
        "Jemaah pulang pada 3 Safar 1460 H. |Rombongan tiba sore.",
        "Gedung A.R. Selmina rusak.",
    ],
)
def test_tells_initials_from_letters_that_name_a_class(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Inflasi 1,2 persen dan utang 1.000.000 rupiah. |Angka itu naik.",
        "Laga pukul 10.30 ditunda (20/5/2031). |Penonton kecewa.",
        "Versi 3.1.2 dirilis 12.05.2031. |Pengguna senang.",
        "Itu terjadi pada 2031. |Warga ingat.",
        "Buka www.rintan.co.id/berita atau surel lurah.wenang@rintan.go.id. |Gratis.",
        "Dikutip dari Wulung.com dan RINTAN.CO pada Rabu.",
        "Menurut Rintan.Com, harga naik.",
        "Simpan laporan.pdf dan Data.PDF itu.",
        "Akun @rintan.kita dan tagar #banjir ramai.",
    ],
)
def test_does_not_split_inside_numbers_and_addresses(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        '"Kami siap." |Ia pergi.',
        "“Kami siap.” |Ia pergi.",
        "‘Kami siap.’ |Ia pergi.",
        '"Benarkah?" tanya Wenang. |Ia ragu.',
        "“Awas!” teriak Selmina.",
        '"Kami siap." Kata Wenang, panen lancar.',
        '"Air naik cepat. |Kami lari," kata Selmina. |Ia selamat.',
        'Wenang berkata, "Air naik. |Kami lari." |Ia lalu diam.',
        'Wenang berkata: "Air naik."',
        'Ia marah. |"Air naik," katanya.',
        "Ia marah. |“Air naik,” katanya.",
        'Ia berkata "pergi". |Warga pergi.',
        'Ia marah. |"Air naik. " |Warga pergi.',
        "Ia marah. |(Warga juga marah.) |Rapat bubar.",
        "Semua aman (kecuali pasar). |Warga pergi.",
        "Wakil itu (red.) Selmina pergi.",
        "Ia menulis [...] Warga pergi.",
    ],
)
def test_keeps_closing_marks_with_their_sentence(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "JAKARTA, RINTAN.com - Harga naik. |Warga resah.",
        "Wulung6.com, Jakarta - Harga naik. |Warga resah.",
        "RINTAN.CO, Jakarta - Harga naik.",
        "Jakarta (WULUNG) - Harga naik. |Warga resah.",
        "JAKARTA. Harga naik. |Warga resah.",
        "AWAS BAHAYA. |JANGAN KE PANTAI.",
    ],
)
def test_keeps_datelines_with_the_sentence_that_follows(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Rapat selesai.|Kemudian lurah pulang.",
        'Rapat selesai," ujarnya.|Warga pulang.',
        'Rapat selesai.|"Kami pulang," katanya.',
        'Katanya, "Rapat selesai."|Lurah pulang.',
        "Itu terjadi (20/5/2031).|Warga ingat.",
        "Siapa?|Tidak tahu.",
        "Rumah R.A.Selmina di Jl.Merpati rusak.",
    ],
)
def test_splits_where_the_blank_was_forgotten(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Rapat selesai. |lalu lurah pulang.",
        "Rapat selesai. kata lurah Wenang.",
        "Ia kerja utk. warga desa.",
    ],
)
def test_reads_lower_case_after_a_stop(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Panen bagus. 😀 |Petani senang.",
        "Panen bagus! 🎉🎉 |Petani senang.",
        "Panen 😀 bagus.",
        "Panen bagus.[3] |Petani senang.",
        "Panen bagus.\u200b |Petani senang.",
        "Panen bagus; petani senang.",
        "Panen bagus . . . kata mereka.",
    ],
)
def test_keeps_trailers_with_the_sentence_before(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "1. Beras naik.\n|2. Gula turun.",
        "Syaratnya:\n|- kartu warga\n|- surat lurah",
        "Syaratnya:\n|• Kartu warga\n|• Surat lurah",
        "1) Kartu warga\n|2) Surat lurah",
        "a. kartu warga\n|b. surat lurah",
        "1.\nKartu warga.",
    ],
)
def test_keeps_list_markers_with_their_item(text):
    check(text)


@pytest.mark.parametrize(
    "text",
    [
        "Harga Beras di Pasar Wulung Naik\n\n|Jakarta - Harga naik. |Warga resah.",
        "Harga Beras di Pasar Wulung Naik\n|Jakarta - Harga naik.",
        "Lurah Wenang Bantah Kabar Soal Banjir Besar di Rintan\n|Ia menyebut kabar itu bohong.",
        "Harga naik.\n|Warga resah.",
        "Harga naik.\r\n|Warga resah.\r|Pasar sepi.",
        "Harga naik.\u2028|Warga resah.",
        "Harga naik\t\n \n|Warga resah",
        "Harga naik.\u00a0|Warga resah.\u3000|Pasar sepi.",
        "JAKARTA, RINTAN.com -\nHarga naik.",
        'Lurah Wenang mengatakan:\n"Harga naik."',
    ],
)
def test_reads_line_breaks_between_blocks(text):
    check(text)


WRAPPED = """\
Lurah Wulung, Wenang Tarmaji, membantah kabar bahwa bendungan di hulu Sungai
Rintan jebol pada Senin malam. |Menurut dia, air memang naik, tetapi petugas
Dinas Pengairan sudah membuka dua pintu dan warga di bantaran telah diungsikan
oleh dr. Selmina bersama relawan.
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_joins_lines_wrapped_inside_a_sentence(newline):
    text = WRAPPED.replace("\n", newline)
    plain = text.replace(BREAK, "")
    found = [" ".join(plain[start:end].split()) for start, end in sentence_spans(plain)]
    assert found == [" ".join(part.split()) for part in text.split(BREAK)]


def test_joins_a_line_that_goes_on_in_lower_case():
    assert len(sentence_spans("Kabar itu beredar\ndi grup warga sejak pagi.")) == 1


def test_wrap_after_a_title_keeps_the_name():
    text = "Penelitian ini dilakukan di kampus Rintan selama dua tahun oleh Prof.\nSelmina Rukmala."
    assert len(sentence_spans(text)) == 1


@pytest.mark.parametrize("text", ["", " ", "\n\r\n\t", "\u00a0\u2003"])
def test_finds_nothing_in_blanks(text):
    assert sentence_spans(text) == []


@pytest.mark.parametrize("text", ["...", "?", "\ufeff", "\x00", "\ud800", "a", '"', "1.", ". . ."])
def test_accepts_texts_that_hold_no_sentence(text):
    assert re.sub(r"\s", "", "".join(text[a:b] for a, b in sentence_spans(text))) == re.sub(
        r"\s", "", text
    )
