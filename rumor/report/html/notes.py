"""The notes beside a paragraph: score, level and evidence of each of its claims, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rumor.claims import Claim
from rumor.report.html.markup import EMPTY, Html, element, join, text
from rumor.report.html.passages import Marked
from rumor.report.html.strings import decimal, labelled, said
from rumor.report.wording import Language


def notes_html(claims: Sequence[Marked], prefix: str, lang: Language) -> Html:
    """Write the notes of a paragraph's claims as a list; nothing if it has none."""
    if not claims:
        return EMPTY
    items = (_note(marked, prefix, lang) for marked in claims)
    return element("ol", *items, class_="notes", role="list", **labelled("{notes}", lang))


def evidence_html(claim: Claim, lang: Language) -> list[Html]:
    """Write the evidence of a claim, a piece for each, in the order of the text."""
    return [
        join((said("span", f"{{kind:{item.kind}}}", lang), text(" "), _quoted(item.text)))
        for item in claim.evidence
    ]


def _note(marked: Marked, prefix: str, lang: Language) -> Html:
    claim, number = marked.claim, marked.number
    verdict = f"{{Score}} {{{decimal(claim.score)}}}, {{{marked.level}}}"
    classes = "note speculative" if claim.speculative and not marked.ignored else "note"
    return element(
        "li",
        element(
            "a",
            text(str(number)),
            class_="to-claim",
            href=f"#{prefix}claim-{number}",
            **labelled(f"{{back|{number}}}", lang),
        ),
        element(
            "div",
            said(
                "p",
                verdict,
                lang,
                class_="verdict",
            ),
            *(element("p", line) for line in _remarks(marked, lang)),
            id=f"{prefix}note-{number}",
            class_="body",
        ),
        class_=classes,
    )


def _remarks(marked: Marked, lang: Language) -> Iterator[Html]:
    claim = marked.claim
    if marked.ignored:
        yield said("span", "{ignored}", lang)
    yield from evidence_html(claim, lang)
    if claim.speculative and not claim.evidence:
        yield said("span", "{context}", lang)
    told = {(item.start, item.end) for item in claim.evidence}
    for source in claim.sources:
        if (source.start, source.end) in told:  # "unnamed source" says so already
            continue
        yield join((said("span", "{source}", lang), text(" "), _quoted(source.text)))
    if claim.deleted:
        yield said("strong", "{gone}", lang, class_="gone")


def _quoted(words: str) -> Html:
    return element("q", text(" ".join(words.split())), lang="id")
