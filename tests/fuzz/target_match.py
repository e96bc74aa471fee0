"""A text with its title to tokens, cues, scores and reasons."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

from invariants import check_article, check_claim
from materials import passages, text_of

import rumor
from rumor.explain import counterfactual
from rumor.features.lexicon import shipped_lexicon
from rumor.features.tokens import tokenize
from rumor.portable import logistic
from rumor.scorer import Scorer

WORDS: tuple[str, ...] = ()
_TITLE_ENDS = b"\x1e"


def seeds() -> Iterator[bytes]:
    """Yield titles and texts to start from."""
    for title, sentences in passages():
        yield title.encode() + _TITLE_ENDS + " ".join(sentences[:2]).encode()
        yield sentences[-1].encode()


@cache
def _scorer() -> Scorer:
    return rumor.load()


def check(data: bytes) -> None:
    """Tokens and cues lie in the text, and scores are the same by every way in."""
    head, mark, rest = data.partition(_TITLE_ENDS)
    title, text = (text_of(head), text_of(rest)) if mark else ("", text_of(head))
    _check_matches(text)
    scorer = _scorer()
    article = scorer.score(text, title)
    check_article(text, article)
    if title:
        split = scorer.score_sentences([claim.text for claim in article.claims], title)
        for alone, claim in zip(split.claims, article.claims, strict=True):
            check_claim(alone, split.threshold)
            assert (alone.score, alone.level) == (claim.score, claim.level)
    for each, claim in zip(scorer.explain(text, title), article.claims, strict=True):
        assert each.claim == claim, "scoring twice differs"
        assert math.isclose(logistic(each.log_odds), claim.score, abs_tol=1e-9)
        counterfactual(each, scorer.threshold)


def _check_matches(text: str) -> None:
    tokens = tokenize(text)
    position = 0
    for word, start, end in zip(tokens.words, tokens.starts, tokens.ends, strict=True):
        assert position <= start < end <= len(text)
        assert text[start:end] == word
        assert not text[position:start].strip("_ ").strip(), "text between the tokens"
        position = end
    done = 0
    for match in shipped_lexicon().find(tokens.lower):
        assert done <= match.start < match.end <= len(tokens)
        done = match.end
