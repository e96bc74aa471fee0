"""What others take for similar work: the yardsticks of the table, each at its fastest."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from rumor.errors import MissingExtraError
from rumor.experiments.bench.pairs import Clock, times_for
from rumor.features.lexicon import Lexicon, shipped_lexicon

Reader = Callable[[Sequence[str]], object]
"""Does what a peer does with a batch of sentences."""

_WORD = re.compile(r"\w+")
_ANY = "*"


def bag_of_words(texts: Sequence[str], speculative: Sequence[bool]) -> Reader:
    """Fit TF-IDF of words and pairs of words with logistic regression, all else as it comes.

    Parameters
    ----------
    texts : sequence of str
        Sentences to learn from.
    speculative : sequence of bool
        Their labels.

    Returns
    -------
    callable
        Gives the probabilities of a batch.

    Raises
    ------
    rumor.errors.MissingExtraError
        If scikit-learn is not installed.
    """
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError as error:
        raise MissingExtraError("this row", "bench", "scikit-learn") from error
    vectorizer = TfidfVectorizer(ngram_range=(1, 2))
    model = LogisticRegression().fit(vectorizer.fit_transform(texts), speculative)
    return lambda batch: model.predict_proba(vectorizer.transform(batch))


def phrase_matcher(lexicon: Lexicon | None = None) -> tuple[Any, Any, int, int]:
    """Put the cue lists into spaCy's matcher.

    Parameters
    ----------
    lexicon : Lexicon, optional
        The shipped cue lists when left out.

    Returns
    -------
    nlp : spacy.language.Language
        Indonesian, without a component: it splits into tokens.
    matcher : spacy.matcher.PhraseMatcher
        Of lower-case tokens, with a rule an entry kind.
    forms, left_out : int
        How many forms of the lists it holds, and how many it cannot, as they have a token that may
        be any.

    Raises
    ------
    rumor.errors.MissingExtraError
        If spaCy is not installed.
    """
    try:
        import spacy
        from spacy.matcher import PhraseMatcher
    except ImportError as error:
        raise MissingExtraError("this row", "bench", "spacy") from error
    nlp = spacy.blank("id")
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    forms, left_out = 0, 0
    for entry in (lexicon or shipped_lexicon()).entries:
        plain = [form for form in entry.forms if _ANY not in form]
        left_out += len(entry.forms) - len(plain)
        forms += len(plain)
        if plain:
            matcher.add(entry.kind, [nlp.make_doc(" ".join(form)) for form in plain])
    return nlp, matcher, forms, left_out


def phrase_reader(
    nlp: Any, matcher: Any, sample: Sequence[str], *, clock: Clock = time.process_time
) -> tuple[Reader, str]:
    """Choose the fastest of spaCy's ways to read a batch.

    Parameters
    ----------
    nlp, matcher
        As `phrase_matcher` gives them.
    sample : sequence of str
        A batch to try them with.
    clock : callable
        What tells seconds.

    Returns
    -------
    read : callable
        Gives the matches of each sentence of a batch.
    name : str
        What was chosen.
    """
    ways: dict[str, Reader] = {
        "nlp.make_doc": lambda batch: [matcher(nlp.make_doc(text)) for text in batch],
        "nlp.pipe": lambda batch: [matcher(doc) for doc in nlp.pipe(batch)],
    }
    most = {name: times_for(partial(read, sample), 1.0, clock=clock) for name, read in ways.items()}
    name = max(most, key=lambda name: most[name])
    return ways[name], name


def words_of(path: Path) -> list[str]:
    """Read a file and find its words: about the least that can be done with a text."""
    return _WORD.findall(path.read_text(encoding="utf-8"))
