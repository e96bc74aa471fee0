"""Who answers for a claim: the noun phrase beside a word of saying, and what sort of source it is.

Indonesian news attributes in two orders: subject and active verb (``Menteri Rukmana mengatakan``)
and, after a quotation or ``menurut``, the bare verb or preposition and its noun phrase (``kata
Menteri Rukmana``). Both are read here from the word of saying outwards, without a parser.
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

_LONGEST = 12  # tokens of a noun phrase; longer ones are clauses

# Verbs of saying that stand before their subject when they follow what is said.
_INVERTED = frozenset(
    "kata ujar ucap tutur jelas tegas imbuh tambah terang papar ungkap sebut beber cetus pungkas "
    "tandas tukas lanjut sambung tulis kisah cerita aku timpal demikian seru jawab celetuk kelakar "
    "urai lapor".split()
)
# Of these, the ones that are seldom anything else; the others ("lebih lanjut") need a pause before.
_PLAIN_INVERTED = frozenset(("kata", "ujar", "ucap", "tutur", "imbuh"))
# Active verbs of other kinds whose subject answers for what follows.
_POSITION = frozenset(
    "memperkirakan memprediksi memproyeksikan menduga mencurigai meyakini yakin percaya menilai "
    "berpendapat mengklaim memastikan menegaskan membantah menepis mengonfirmasi mengkonfirmasi "
    "membenarkan berharap mengharapkan optimistis optimis menuding menuduh memandang menganggap "
    "beranggapan meragukan mengakui mengaku mengumumkan menaksir mengisyaratkan".split()
)
_ENDS_RIGHT = frozenset(
    "di dalam pada saat ketika kepada usai seusai seperti sebagaimana dengan melalui lewat untuk "
    "soal terkait tentang menanggapi sambil seraya mengutip dikutip dilansir kemarin hari tadi "
    "bahwa dan karena setelah sebelum senin selasa rabu kamis jumat sabtu minggu mengenai jika "
    "adalah akan telah sudah menyebut menyebutkan mengatakan menunjukkan".split()
)
_SKIPPED_RIGHT = frozenset(("dari", "oleh", "laman", "situs", "pada", "akun"))
_ADVERBS = frozenset(
    "juga pun sebelumnya telah sudah kemudian sempat lalu kembali lagi turut ikut sendiri bahkan "
    "sampai lantas masih tidak pernah akan hanya justru kini selanjutnya malah".split()
)
_ENDS_LEFT = frozenset(
    "bahwa karena namun sementara tetapi tapi sedangkan meski meskipun walau ketika saat setelah "
    "sebelumnya selain selanjutnya adapun jika kendati sebab dan".split()
)
_SORTS = (UNNAMED, COLLECTIVE, DOCUMENT, PUBLICATION, ROLE, INSTITUTION)


class Source(NamedTuple):
    """A noun phrase that answers for a claim: its sort, and the tokens ``[start, end)``.

    A source that is only a clitic (``katanya``) has no tokens of its own: `start` equals `end`.
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
    found: list[Source] = []
    for match in reading.matches:
        for source in _beside(reading, match):
            if not found or source.start >= found[-1].end:
                found.append(source)
    return found


def _beside(reading: Reading, match: Match) -> Iterator[Source]:
    kind, word = match.entry.kind, reading.tokens.lower[match.end - 1]
    if kind == "unnamed":
        yield Source(UNNAMED, match.start, match.end)
    elif kind == "speech" or word in _POSITION:
        if word in _INVERTED:
            if word in _PLAIN_INVERTED or _after_pause(reading, match.start):
                yield from _phrase_after(reading, match.end)
        elif word.endswith("nya"):
            yield Source(SPEAKER, match.end, match.end)
        else:
            yield from _phrase_before(reading, match.start)
    elif kind == "according":
        if word.endswith("nya"):
            yield Source(SPEAKER, match.end, match.end)
        elif word != "bagi" or match.start == 0:  # elsewhere it is "for", not "according to"
            yield from _phrase_after(reading, match.end)


def _after_pause(reading: Reading, position: int) -> bool:
    return position == 0 or not reading.tokens.words[position - 1][0].isalnum()


def _phrase_after(reading: Reading, start: int) -> Iterator[Source]:
    words, lower = reading.tokens.words, reading.tokens.lower
    while start < len(words) and lower[start] in _SKIPPED_RIGHT:
        start += 1
    end = start
    while (
        end < min(len(words), start + _LONGEST)
        and lower[end] not in _ENDS_RIGHT
        and (words[end][0].isalnum() or words[end] in "./-&@")
    ):
        end += 1
    while end > start and not words[end - 1][0].isalnum():
        end -= 1
    if end > start:
        yield Source(_sort_of(reading, start, end), start, end)


def _phrase_before(reading: Reading, end: int) -> Iterator[Source]:
    words, lower = reading.tokens.words, reading.tokens.lower
    while end > 0 and lower[end - 1] in _ADVERBS:
        end -= 1
    if end > 1 and words[end - 1] == ",":
        end -= 1  # an apposition closes here: "Rukmana, direktur pabrik itu, mengatakan"
    start = end
    while start > max(0, end - _LONGEST):
        word = lower[start - 1]
        if word in _ENDS_LEFT or words[start - 1] in QUOTES or words[start - 1] in ",;:":
            break
        start -= 1
    if end > start:
        yield Source(_sort_of(reading, start, end), start, end)


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
