"""Abbreviations of Indonesian newsrooms, keyed by what their full stop says about a sentence end.

Keys are lower case and without the last full stop. The class says why a word is here:

``PREFIX``
    Always leads something (a name, a number, a clause): its stop never ends a sentence.
``SUFFIX``
    Closes a name and may close a sentence with it: what follows decides.
``TAIL``
    Closes a list or a phrase: an upper-case word after it starts a sentence.
``NUMBERED``
    An everyday word, or the end of one, unless a number follows.
"""

from __future__ import annotations

from typing import Final

PREFIX: Final = 1
SUFFIX: Final = 2
TAIL: Final = 3
NUMBERED: Final = 4

_GROUPS: Final = {
    PREFIX: """
        dr drs dra drg drh ir prof mr mrs ms h hj hm kh tgh tgk ust ustz pdt mgr rm rr rd tb st sta
        sdr sdri sdra bpk tn ny nn yth moh muh mohd muhd  abd ach achm ahm rev gov gen capt
        brigjen mayjen letjen jend komjen irjen kombes kompol akbp akp ipda iptu aipda aiptu bripka
        briptu bripda brigpol brig kol letkol kapt lettu letda serma serka sertu serda praka pratu
        pol laks laksda marsda purn
        jl jln gg kab kec kel kp ds dsn dk prov komp gd kav kompl psr
        rp no nmr nr tgl telp tlp hlm vs cf ttd mis msl lih maks bdk a.n d.a u.p u.b e.g i.e
        yg dgn dg utk sbg krn tdk thd dlm pd jg tgg sdh blm spt kpd ttg tsbt
        pt cv ud fa pte sdn rs ft feat ph sp pid pdt
        """,
    SUFFIX: """
        tbk inc ltd co corp llc llp bhd plc gmbh jr sr ed eds perum
        jan feb mar apr jun jul agt agst agu ags sep sept okt oct nov des dec
        a.m p.m s.a.w s.w.t a.s r.a ph.d phd
        """,
    TAIL: """
        dll dsb dst dkk cs tsb etc a.l s.d
        km cm mm kg gr ha hp
        """,
    NUMBERED: """
        hal ayat ay ps psl bab art fig vol jil rt rw lt th thn pkl pukul kira min ch ep eps
        """,
}


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


KINDS: Final[dict[str, int]] = {
    word: kind for kind, words in _GROUPS.items() for word in words.split()
}

# Words that open a sentence and hardly ever a name: they settle it after a SUFFIX or an initial.
STARTERS: Final = _words(
    """
    acara ada adalah adapun agar akan akhirnya akibat akibatnya aksi aku alasannya anda antara
    apa apabila apakah apalagi artinya atas awalnya bagaimana bagi bahkan bahwa banjir banyak
    baru beberapa begitu belakangan belum berbeda berdasarkan berikut berkat bersama besok
    biasanya bila bisa bukan bukankah cara caranya contohnya dalam dan dari demi demikian dengan
    di dia diduga dirinya hal hanya hari harus hasil hasilnya hingga hujan ia ialah informasi
    ini inilah intinya itu itulah jadi jangan jika jikalau juga jumlah kabarnya kalau kami kamu
    kapal kapan karena karenanya kasus kata katanya ke kedua kemarin kemudian kendati ketiga
    ketika kinerja kini kita konon korban laba lain lalu langkah lantas laporan lebih maka
    makanya masih masing-masing maupun melalui memang mengapa menurut menurutnya mereka meski
    meskipun misalnya mulai mungkin nah namanya namun nantinya nilai oleh orang pada padahal
    pagi para pasalnya pekan pemerintah pendapatan penjualan per peristiwa perkara pernah
    perseroan pertama perusahaan pihak pihaknya polisi program proyek putusan rapat rata-rata
    rencana rencananya saat saham sampai sang saya se sebab sebagai sebagaimana sebagian
    sebanyak sebelum sebelumnya sebuah secara sedang sedangkan segera sehingga sejak sejauh
    sejumlah sekarang sekitar selain selama selanjutnya seluruh semenjak sementara semoga semua
    seorang seperti seringkali serta sesuai sesudah setelah setelahnya setiap si siapa siapakah
    suatu sudah supaya tak tanpa tapi telah tempat tentang tentu terdakwa terhadap terkait
    terlebih ternyata tersangka tetap tetapi tiap tidak tim total transaksi tujuannya turut
    untuk untungnya usai walau walaupun warga yaitu yakni yang
    """
)

# Verbs that hang a quotation on its speaker; after a closing quote they go on with the sentence.
SPEECH: Final = _words(
    """
    kata katanya ujar ujarnya ucap ucapnya tutur tuturnya imbuh imbuhnya tukas tukasnya pungkas
    pungkasnya tanya tanyanya jelas jelasnya tegas tegasnya ungkap ungkapnya papar paparnya
    tambah tambahnya lanjut lanjutnya sebut sebutnya terang terangnya cetus cetusnya kelakar
    kelakarnya demikian tulis tulisnya seru serunya jawab jawabnya
    """
)

# Before a single letter these make it a class, not an initial: `berinisial R.`, `vitamin C.`
LETTERED: Final = _words(
    """
    inisial berinisial vitamin grup group kelas golongan tipe jenis generasi gen seri plan
    rencana liga blok huruf bagian hepatitis kategori opsi nilai aula ruang
    """
)

# After a capitalised common noun these mark the start of a sentence: `Kapal itu`, `Isu bahwa`.
POINTING: Final = frozenset({"ini", "itu", "tersebut", "bahwa"})

# A line that breaks off after one of these was wrapped, not finished.
DANGLING: Final = _words(
    """
    agar akan antara atas atau bagi bahwa dalam dan dari dengan di hingga karena ke kepada
    maupun melalui oleh pada para sang sebagai sebuah secara sehingga sejak seorang serta si
    tentang terhadap untuk yang yakni yaitu adalah saat ketika setelah tidak telah sudah belum
    masih
    """
)

# What stands after a dot in names of sites and files, so that `Kompas.Com` is no sentence end.
DOTTED_ENDINGS: Final = _words(
    """
    com co id net org go ac sch or web my sg tv io ai app dev info biz news online xyz me gov
    edu pdf doc docx xls xlsx ppt pptx txt csv htm html php asp aspx js jpg jpeg png gif mp3 mp4
    avi zip rar exe apk
    """
)
