"""Everyday words by which a language is known, and its neighbours kept apart from it.

Function words, for the most part: a text of any subject has them. A word that is as common in
Indonesian as in the other language stands in neither list.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final


def _words(listing: str) -> frozenset[str]:
    return frozenset(listing.split())


# As newsrooms write, and then as people write to each other.
INDONESIAN: Final = _words(
    """
    ada adalah agar akan akhirnya anak antara apa apabila apakah atas atau bagi bagaimana bahkan
    bahwa banyak baru beberapa begitu belum berada berbagai bersama besar bisa bukan bulan cara
    dalam dan dapat dari dengan di dia dilakukan dirinya dua hal hanya hari harus hasil hingga ia
    ini itu jadi jangan jika juga kalau kami karena kasus kata katanya ke kembali kemudian kepada
    ketika kini kita korban lagi lain lainnya lalu langsung lebih maka masih melakukan melalui
    memang memiliki menjadi menurut menurutnya mereka merupakan mulai mungkin namun nya oleh orang
    pada para perlu pernah pihak pihaknya polisi pula pun saat saja salah sama sampai sangat satu
    saya sebagai sebelum sebesar sebuah secara sedang sehingga sejak sejumlah sekitar selain selama
    seluruh semua sementara sendiri seorang seperti sering serta sesuai setelah setiap siapa
    sosok suatu sudah tahun tak tanpa tapi telah tentang terhadap terjadi terkait tersebut tetap
    tetapi tidak tiga tim turut ujar ujarnya untuk usai waktu warga yaitu yakni yang
    aja banget bgt dah dgn dlm doang dong gak gimana gitu gue jd jgn kalo kayak knp krn lg lu nggak
    nih ngga pake sdh sih sm tau tdk tp trus udah utk yg
    """
)

# What Indonesian writes and Malay does not.
INDONESIAN_ONLY: Final = _words(
    """
    agustus anda apotek bahwa beda berbeda bisa bukti butuh dampak desember disebut juli jumat juni
    kabupaten kamis kantor karena kemarin kementerian kota maret menit menyebut miliar minggu mobil
    nggak oktober pelaku pemerintah persen perusahaan polisi rabu rumah rupiah sabtu saja salah
    sebesar sedangkan sejumlah sempat senin sepeda situs soal tewas triliun uang wilayah yaitu yakni
    """
)

OTHERS: Final[Mapping[str, frozenset[str]]] = {
    "English": _words(
        """
        about after all also an and are as at be been before but by can could did do for from had
        has have he her his how if in into is it its may more most no not of on one or other our out
        over said she should so some such than that the their them then there these they this to up
        was we were what when which while who will with would you your
        """
    ),
    "Dutch": _words(
        """
        aan als bij daar dat de deze die dit door een en er ervan geen haar had hebben heeft het hij
        hun ieder iedere ik in is kan maar meer met mijn moet naar niet nog of om onder ons ook op
        over te tegen tot uit van veel voor was wat werd wie wij worden wordt zal ze zich zij zijn
        zo zonder zou
        """
    ),
    "German": _words(
        """
        aber als am an auch auf aus bei das dass dem den der des die ein eine einem einen einer es
        für hat ich im in ist jeder mit nach nicht oder sich sie sind und vom von vor war werden wie
        wird zu zum zur über
        """
    ),
    "French": _words(
        """
        au aux avec ce cette comme dans de des du elle en est et il ils la le les leur mais ne nous
        on ou par pas plus pour qu que qui sa se ses son sont sur toute un une
        """
    ),
    "Spanish": _words(
        """
        al como con de del el ella en entre es esta este ha la las lo los más no o pero por que se
        sin sobre son su sus también tiene toda todo un una y ya
        """
    ),
    "Portuguese": _words(
        """
        ao aos as com como da das de do dos e ela ele em entre foi há mais mas na nas no nos não o
        os ou pela pelo por que se ser seu sua são também tem toda todo um uma à é
        """
    ),
    "Tetum": _words(
        """
        ba barak bele buat direitu ema ho hotu iha ita ka katak la laos maibé mak nebe neʼe nia no
        oinsá ona sei sira tanba tenke
        """
    ),
    "Tagalog": _words(
        """
        ako ang at ay ayon bawat bilang dahil din hindi isang ito iyon ka kanilang kanya kanyang kay
        kung lahat lamang mga mula na naman nang ng ngunit ni nila nito niya pero rin sa sila siya
        tao tayo upang walang
        """
    ),
    "Javanese": _words(
        """
        amarga ana ananging anggone arep awit boten dadi dening dhateng dheweke durung duwe gawe iki
        iku ing inggih ingkang isih iya kabeh kalian kaliyan kang kangge kanggo kanthi karo kaya
        kepingin kowe kudu lan liyane luwih maneh marang menyang mung nalika nanging nduweni ngendi
        nuli ora padha punika saben saged saka saking sampun sanajan sawise sing sinten supaya takon
        tumrap utawa utawi wae wis wong wonten yen
        """
    ),
    "Sundanese": _words(
        """
        abdi aing ambéh anjeun anjeunna anu atawa aya ayeuna bae bakal bari baé boga bogoh boh cenah
        deui dimana dina ditu eta ge geus gé hayang henteu ieu jalma jeung kabeh kabéh kacida kana
        kitu ku kudu lamun leuwih loba mah maké manehna mangrupa manéh manéhna nu nyaeta nyaéta oge
        ogé pikeun pisan sabab saha sakumna sanggeus sapertos sarta sejen sok séjén teh teu ti tina
        tuluy téh tétéla unggal urang éta
        """
    ),
    "Minangkabau": _words(
        """
        adolah alah alun anyo awak bagai baitu bisuak dapek dek dima ditu iko indak inyo jan jo juo
        kanai kapado karajo katiko ko lah lai malakukan mamakai mananti mandapek musti nagari nan
        nyo pado pai paralu pulo punyo sabab sabagai sacaro sadonyo samo sarato sarupo satiok supayo
        surang tantang tapek taradok tiok untuak urang
        """
    ),
    "Madurese": _words(
        """
        alakone ampon aneka ban bisaos dha dhalem dhari e ka kaangguy kalaban kengeng klaban lebbi
        mon moste ngagungi oreng otaba padha sabban sadajana sareng se settong sopaja ta tadha tor
        """
    ),
    "Acehnese": _words(
        """
        aneuk atawa ateuh bak bandum bek deungon droe droeneuh geutanyoe hai hana hanjeut haroih
        jeut keu lagee lam lee leubeh meunan meunyo na ngon nyan nyang nyoe saban sidroe tiep
        ureueng ureung
        """
    ),
    "Buginese": _words(
        """
        alena e iya laingnge lalenna maneng mappunnai na napoleang narekko nasaba nennia pole pura
        rekko ri riaseng rilalenna seddi sibawa sininna tauwe tennia yanaritu ye
        """
    ),
    "Italian": _words(
        """
        al alla anche che come con da dal dalla dei del della delle e gli ha i il in la le lo ma nel
        nella non o ogni per più se si sono su un una è
        """
    ),
    "Balinese": _words(
        """
        ajak ane antuk apang cai dadi dados driki indik ipun irika itunik jani kadi lan lantas
        lianan liu mangda mangkin manten medal miwah musti nenten nika nikanin olih pacang paling
        pateh polih punika puniki riantukan ring sakadi saking saluiring sameton sampun sane sareng
        swang titiang tur ugi utawi wenten wiadin wus
        """
    ),
}
"""Languages that Indonesian texts are mistaken for, or sent along with."""

MALAY: Final = _words(
    """
    adakah agensi akaun akhbar bahagian bahawa bahawasanya bajet barangan bekalan berjaya berkenaan
    bilion cawangan cuba dapati dedah difahamkan dijangka dijangkakan disember disiasat faedah
    hendaklah iaitu isnin jawatan julai jumaat jurulatih kakitangan kejohanan kelmarin kemalangan
    kempen kenderaan kerana kes khabar khamis kononnya kualiti lori makmal manakala mangsa
    memaklumkan membabitkan mendedahkan menerusi menjejaskan mesyuarat minit motosikal ogos parlimen
    peguam pelancong pengerusi peniaga peratus perisytiharan perniagaan polis projek pusingan sahaja
    samarata sebarang sekiranya seksyen selepas sesiapa setakat siasatan sukan suspek susulan
    syarikat talian tarikh telefon tempoh tiada trilion tular tumpuan ugama warganegara
    """
)
"""What Malay writes and Indonesian hardly ever does."""
