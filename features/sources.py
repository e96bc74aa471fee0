"""Who answers for a claim: the noun phrase beside a word of saying, and what sort of source it is.

Indonesian news attributes in three orders: subject and active verb (``Menteri Rukmana
mengatakan``); after a quotation or ``menurut``, the bare verb or preposition and its noun phrase
(``kata Menteri Rukmana``); and the passive of saying with its agent (``diakui Rukmana``). All are
read here from the word of saying outwards, without a parser.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rumor.features.lexicon import Match
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
# Of these, the ones that are seldom anything else; the others ("lebih lanjut") need a pause before.
_PLAIN_INVERTED = frozenset(("kata", "ujar", "ucap", "tutur", "imbuh"))
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
_SORTS = (UNNAMED, COLLECTIVE, DOCUMENT, PUBLICATION, ROLE, INSTITUTION)


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
    matches = {match.end - 1: match for match in reading.matches}
    found: list[Source] = []
    for position, word in enumerate(reading.tokens.lower):
        for source in _beside(reading, position, word, matches.get(position)):
            if not found or source.start >= found[-1].end:
                found.append(source)
    return found


def _beside(reading: Reading, position: int, word: str, match: Match | None) -> Iterator[Source]:
    kind = match.entry.kind if match is not None else ""
    if match is not None and kind == "unnamed":
        yield Source(UNNAMED, match.start, match.end)
    elif word in _SAYING:
        yield from _phrase_before(reading, position)
    elif word in _PASSIVE:
        if _is_name(reading, position + 1):
            yield from _phrase_after(reading, position + 1)
    elif kind == "according":
        if word.endswith("nya"):
            yield Source(SPEAKER, position + 1, position + 1)
        elif word != "bagi" or position == 0:  # elsewhere it is "for", not "according to"
            yield from _phrase_after(reading, position + 1)
    elif word in _INVERTED:
        if word in _PLAIN_INVERTED or _after_pause(reading, position):
            yield from _phrase_after(reading, position + 1)
    elif word.removesuffix("nya") in _INVERTED and _after_pause(reading, position):
        yield Source(SPEAKER, position + 1, position + 1)  # the clitic: '..." ujarnya'


def _after_pause(reading: Reading, position: int) -> bool:
    return position == 0 or not reading.tokens.words[position - 1][0].isalnum()


def _is_name(reading: Reading, position: int) -> bool:
    return position < len(reading.tokens) and reading.tokens.words[position][0].isupper()


def _phrase_after(reading: Reading, start: int) -> Iterator[Source]:
    words, lower = reading.tokens.words, reading.tokens.lower
    while start < len(words) and lower[start] in _SKIPPED_RIGHT:
        start += 1
    end = _end_of_phrase(reading, start)
    if end < len(words) and end > start and lower[end] in _TAKEN_RIGHT:
        end += 1
    # A role goes on to its holder: "kata Kepala Pasar Rejosari, Untung Wibisana".
    if end + 2 < len(words) and words[end] == "," and words[end + 2][0].isupper():
        further = _end_of_phrase(reading, end + 1)
        if further > end + 2:
            end = further
    while end > start and not words[end - 1][0].isalnum():
        end -= 1
    if end > start:
        yield Source(_sort_of(reading, start, end), start, end)


def _end_of_phrase(reading: Reading, start: int) -> int:
    words, lower = reading.tokens.words, reading.tokens.lower
    end, last = start, min(len(words), start + _LONGEST)
    while end < last and (words[end][0].isalnum() or words[end] in "./-&@()"):
        # "analis di Bank Samudra" is one phrase; "kata Untung di kantornya" is not.
        inside = (
            lower[end] == "di" and not _is_name(reading, end - 1) and _is_name(reading, end + 1)
        )
        if lower[end] in _ENDS_RIGHT and not inside:
            break
        end += 1
    return end


def _phrase_before(reading: Reading, end: int) -> Iterator[Source]:
    words, lower = reading.tokens.words, reading.tokens.lower
    while end > 0 and lower[end - 1] in _ADVERBS:
        end -= 1
    if end > 0 and lower[end - 1] in _PRONOUNS:
        yield Source(SPEAKER, end, end)
        return
    closed = end > 1 and words[end - 1] == ","
    if closed:
        end -= 1  # an aside closes here: "Rukmana, yang baru dilantik, mengatakan"
    start = _start_of_phrase(reading, end)
    if closed and start > 1 and words[start - 1] == "," and lower[start] in _ASIDE:
        end = start - 1
        start = _start_of_phrase(reading, end)
    if closed and start > 1 and words[start - 1] == "," and _is_name(reading, start - 2):
        start = _start_of_phrase(reading, start - 1)  # "Direktur Pabrik Senja, Rukmana, mengatakan"
    aside = (i for i in range(start + 1, end) if lower[i] in _ASIDE)
    end = next(aside, end)
    if end > start:
        yield Source(_sort_of(reading, start, end), start, end)


def _start_of_phrase(reading: Reading, end: int) -> int:
    words, lower = reading.tokens.words, reading.tokens.lower
    start = end
    while start > max(0, end - _LONGEST):
        word = words[start - 1]
        if lower[start - 1] in _ENDS_LEFT or word in QUOTES or word in ",;:.":
            break
        start -= 1
    return start


def _sort_of(reading: Reading, start: int, end: int) -> str:
    inside = [m for m in reading.matches if m.start < end and m.end > start]
    kinds = {match.entry.kind for match in inside}
    for sort in _SORTS[:2]:
        if sort in kinds:
            return sort
    if any(reading.tokens.words[i][0].isupper() for i in range(max(start, 1), end)):
        return NAMED
    for sort in _SORTS[2:]:
        if sort in kinds:
            return sort
    if end - start == 1 and SPEAKER in kinds:
        return SPEAKER
    return NAMED if start == 0 and end == 1 else OTHER
