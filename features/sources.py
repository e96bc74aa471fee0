"""Who answers for a claim: the noun phrase beside a word of saying, and what sort of source it is.

Indonesian news attributes in three orders: subject and active verb (``Menteri Rukmana
mengatakan``); after a quotation or ``menurut``, the bare verb or preposition and its noun phrase
(``kata Menteri Rukmana``); and the passive of saying with its agent (``diakui Rukmana``). All are
read here from the word of saying outwards, without a parser.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from rumor.features.lexicon.match import Match
from rumor.features.reading import QUOTES, Reading

NAMED, ROLE, INSTITUTION, PUBLICATION = "named", "role", "institution", "publication"
DOCUMENT, UNNAMED, COLLECTIVE, SPEAKER, OTHER = (
    "document", "unnamed", "collective", "speaker", "other",
)  # fmt: skip

_LONGEST = 16  # tokens of a noun phrase; longer ones are clauses

# Verbs of saying that stand before their subject, after what is said.
_INVERTED = frozenset(
    "kata ujar ucap tutur jelas tegas imbuh tambah terang papar ungkap sebut beber cetus pungkas "
    "tandas tukas lanjut sambung tulis kisah cerita aku timpal demikian seru jawab celetuk kelakar "
    "urai lapor bilang tutup akunya".split()
)
# Active verbs whose subject answers for what follows.
_SAYING = frozenset(
    "mengatakan berkata menyebut menyebutkan menyatakan menjelaskan menuturkan mengungkapkan "
    "mengungkap memaparkan menerangkan menambahkan menyampaikan membeberkan mengutarakan "
    "melaporkan mengabarkan memberitakan mewartakan menulis menuliskan mencatat mengumumkan "
    "menegaskan mengakui mengaku menceritakan bercerita menekankan mengingatkan memperingatkan "
    "menyoroti mengisahkan menguraikan merinci mengklaim mengeklaim melanjutkan berujar berucap "
    "bertutur berdalih menyimpulkan mengimbau menghimbau memperkirakan memprediksi memproyeksikan "
    "menduga mencurigai meyakini menilai berpendapat memastikan membantah menepis mengonfirmasi "
    "mengkonfirmasi membenarkan berharap mengharapkan optimistis menuding menuduh memandang "
    "beranggapan meragukan menaksir mengisyaratkan mendesak mencontohkan menyayangkan berspekulasi "
    "mengkhawatirkan menyarankan menyangkal menampik bersikeras berjanji berpesan".split()
)
# Passives of saying whose agent may follow without "oleh".
_PASSIVE = frozenset(
    "dikatakan diakui dijelaskan dituturkan diungkapkan disampaikan ditegaskan dipaparkan "
    "diterangkan ditambahkan diutarakan dikemukakan ditulis".split()
)
_SPOKEN = _SAYING | _PASSIVE | _INVERTED | {f"{word}nya" for word in _INVERTED}
_PRONOUNS = frozenset("ia dia mereka saya kami kita aku gue beliau dirinya pihaknya".split())
_ENDS_RIGHT = _SAYING.union(
    "di dalam pada saat ketika kepada usai seusai seperti sebagaimana dengan melalui lewat "
    "untuk soal terkait tentang menanggapi sambil seraya mengutip menukil dikutip dilansir "
    "kemarin hari tadi bahwa dan karena setelah sebelum senin selasa rabu kamis jumat sabtu "
    "minggu mengenai jika adalah akan telah sudah berdasarkan ini itu tersebut yang".split()
)
_SKIPPED_RIGHT = frozenset(("dari", "oleh", "laman", "situs", "pada", "akun"))
_TAKEN_RIGHT = frozenset(("ini", "itu", "tersebut"))  # these close a noun phrase and belong to it
_ADVERBS = frozenset(
    "juga pun sebelumnya telah sudah kemudian sempat lalu kembali lagi turut ikut sendiri bahkan "
    "sampai lantas masih tidak pernah akan hanya justru kini selanjutnya malah tak lebih".split()
)
_ENDS_LEFT = frozenset(
    "bahwa karena namun sementara tetapi tapi sedangkan meski meskipun walau ketika setelah "
    "sebelumnya selain selanjutnya adapun jika kendati sebab dan".split()
)
# A phrase that begins so between subject and verb is an aside: ", melalui akun resminya, ".
_ASIDE = frozenset("yang melalui lewat dalam di saat usai pada dari kepada ketika".split())
_SORTS = (UNNAMED, COLLECTIVE, DOCUMENT, PUBLICATION, NAMED, ROLE, INSTITUTION)
# Kinds of words that can stand right after an inverted verb of saying.
_SPEAKING = ("role", "institution", "publication", "speaker", "unnamed", "collective", "document")
_HOLDER = 6  # tokens of the name that may follow a role


class Source(NamedTuple):
    """A noun phrase that answers for a claim: its sort, and the tokens ``[start, end)``.

    A source that is only a clitic (``katanya``) or a subject pronoun has no tokens of its own:
    `start` equals `end`.
    """

    sort: str
    start: int
    end: int


def find_sources(reading: Reading) -> list[Source]:
    """Find who answers for what a sentence says.

    Parameters
    ----------
    reading : Reading

    Returns
    -------
    list of Source
        In order, without overlaps.
    """
    ending = {match.end - 1: match for match in reading.by_kind.get("according", ())}
    ending.update({match.end - 1: match for match in reading.by_kind.get("unnamed", ())})
    lower: list[str] = reading.tokens.lower
    beside = [i for i, word in enumerate(lower) if word in _SPOKEN]
    if ending:
        beside = sorted({*beside, *ending})
    found: list[Source] = []
    if not beside:
        return found
    finder = _Finder(reading)
    for position in beside:
        source = finder.beside(position, ending.get(position))
        if source is not None and (not found or source.start >= found[-1].end):
            found.append(source)
    return found


class _Finder:
    def __init__(self, reading: Reading) -> None:
        self.words, self.lower = reading.tokens.words, reading.tokens.lower
        self.matches = reading.matches
        self.starts = [match.start for match in reading.matches]
        self.elsewhere = {
            position
            for match in reading.by_kind.get("lookalike", ())
            for position in range(match.start, match.end)
        }

    def beside(self, position: int, match: Match | None) -> Source | None:
        """Return the source beside a word of saying, or the one that ends there by itself."""
        word: str = self.lower[position]
        if position in self.elsewhere:
            return None
        if match is not None and match.kind == "unnamed":
            return Source(UNNAMED, match.start, match.end)
        if word in _SAYING:
            return self.phrase_before(position)
        if word in _PASSIVE:
            return self.phrase_after(position + 1) if self.is_name(position + 1) else None
        if match is not None:
            if word.endswith("nya"):
                return Source(SPEAKER, position + 1, position + 1)
            # elsewhere than at the start it is "for", not "according to"
            return self.phrase_after(position + 1) if word != "bagi" or position == 0 else None
        if word in _INVERTED:
            speaks = self.after_pause(position) or self.can_speak(position + 1)
            return self.phrase_after(position + 1) if speaks else None
        if self.after_pause(position):
            return Source(SPEAKER, position + 1, position + 1)  # the clitic: '..." ujarnya'
        return None

    def after_pause(self, position: int) -> bool:
        return position > 0 and not self.words[position - 1][0].isalnum()

    def is_name(self, position: int) -> bool:
        return 0 <= position < len(self.words) and self.words[position][0].isupper()

    def can_speak(self, position: int) -> bool:
        if position >= len(self.words):
            return False
        kinds = {match.kind for match in self.inside(position, position + 1)}
        return self.is_name(position) or not kinds.isdisjoint(_SPEAKING)

    def phrase_after(self, start: int) -> Source | None:
        while start < len(self.words) and self.lower[start] in _SKIPPED_RIGHT:
            start += 1
        end = self.end_of_phrase(start)
        if start < end < len(self.words) and self.lower[end] in _TAKEN_RIGHT:
            end += 1
        end = self.end_of_holder(start, end)
        while end > start and not self.words[end - 1][0].isalnum():
            end -= 1
        return Source(self.sort_of(start, end), start, end) if end > start else None

    def end_of_phrase(self, start: int) -> int:
        end, last = start, min(len(self.words), start + _LONGEST)
        while end < last and (self.words[end][0].isalnum() or self.words[end] in "./-&@()"):
            if self.lower[end] in _ENDS_RIGHT and not self.joins(end):
                break
            end += 1
        return end

    def joins(self, position: int) -> bool:
        # "Dinas Pertanian dan Pangan", "analis di Bank Samudra", but not "Untung di kantornya".
        word = self.lower[position]
        before, after = self.is_name(position - 1), self.is_name(position + 1)
        return (word == "dan" and before and after) or (word == "di" and not before and after)

    def end_of_holder(self, start: int, end: int) -> int:
        # A role goes on to its holder: "kata Kepala Pasar Rejosari, Untung Wibisana, kemarin".
        if end + 1 >= len(self.words) or self.words[end] != ",":
            return end
        if all(match.kind != "role" for match in self.inside(start, end)):
            return end
        further = end + 1
        while further <= end + _HOLDER and self.is_name(further):
            further += 1
        closed = further == len(self.words) or not self.words[further][0].isalnum()
        return further if closed and further > end + 1 else end

    def phrase_before(self, end: int) -> Source | None:
        while end > 0 and self.lower[end - 1] in _ADVERBS:
            end -= 1
        if end > 0 and self.lower[end - 1] in _PRONOUNS:
            return Source(SPEAKER, end, end)
        closed = end > 1 and self.words[end - 1] == ","
        if closed:
            end -= 1  # an aside closes here: "Rukmana, yang baru dilantik, mengatakan"
        start = self.start_of_phrase(end)
        if closed and start > 1 and self.words[start - 1] == "," and self.lower[start] in _ASIDE:
            end = start - 1
            start = self.start_of_phrase(end)
        if closed and start > 1 and self.words[start - 1] == "," and self.is_name(start - 2):
            start = self.start_of_phrase(start - 1)  # "Direktur Pabrik Senja, Rukmana, mengatakan"
        end = next((i for i in range(start + 1, end) if self.lower[i] in _ASIDE), end)
        return Source(self.sort_of(start, end), start, end) if end > start else None

    def start_of_phrase(self, end: int) -> int:
        start = end
        while start > max(0, end - _LONGEST):
            word = self.words[start - 1]
            if word in QUOTES or word in ",;:.":
                break
            if self.lower[start - 1] in _ENDS_LEFT and not self.joins(start - 1):
                break
            start -= 1
        return start

    def inside(self, start: int, end: int) -> list[Match]:
        first = bisect_right(self.starts, start)
        if first and self.matches[first - 1].end > start:
            first -= 1
        return self.matches[first : bisect_left(self.starts, end)]

    def sort_of(self, start: int, end: int) -> str:
        kinds = {match.kind for match in self.inside(start, end)}
        if any(self.is_name(i) for i in range(max(start, 1), end)):
            kinds.add(NAMED)
        if end - start == 1 and SPEAKER in kinds:
            return SPEAKER
        opens = NAMED if (start, end) == (0, 1) else OTHER  # a capital says nothing there
        return next((sort for sort in _SORTS if sort in kinds), opens)
