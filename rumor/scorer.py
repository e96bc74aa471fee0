# cython: annotation_typing=False
"""The scorer: text in, claims with scores, levels and evidence out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib.resources import as_file, files
from itertools import chain
from pathlib import Path

from rumor.claims import Claim, Evidence, ScoredArticle, Span
from rumor.explain import Explanation, cue_values, explain
from rumor.features.analysis import Analysis
from rumor.features.cues import Cue
from rumor.features.extract import analyse
from rumor.features.sentence import Sentence, sequence
from rumor.model_source import load_model
from rumor.portable import PortableModel, read_model
from rumor.text.article import find_title
from rumor.text.segment import sentence_spans

SHIPPED = "rumor-id.json"
_REINSTALL = "install rumor again, or train the model with `rumor train` and give its path"

EVIDENCE_KINDS = {
    "hedge": "hedge",
    "modal": "hedge",
    "suspicion": "suspicion",
    "forecast": "forecast",
    "hope": "forecast",
    "condition": "condition",
    "hearsay": "hearsay",
    "topic": "hearsay",
    "post": "hearsay",
    "report": "report",
    "unnamed": "unnamed",
    "collective": "collective",
    "deletion": "deletion",
    "unconfirmed": "unconfirmed",
}
"""Kinds of cue that can be evidence, and what a reader is told they are."""


class Scorer:
    """Scores texts with one model.

    Parameters
    ----------
    model : PortableModel
    threshold : float, optional
        Score from which a claim counts as speculative; the model's own when left out.

    Raises
    ------
    ValueError
        If the threshold is not in [0, 1].
    """

    def __init__(self, model: PortableModel, *, threshold: float | None = None) -> None:
        if threshold is not None and not 0.0 <= threshold <= 1.0:
            raise ValueError(f"threshold {threshold} is not between 0 and 1")
        self.model = model
        self.threshold = model.threshold if threshold is None else threshold

    @classmethod
    def load(
        cls,
        path: str | Path | None = None,
        *,
        threshold: float | None = None,
        tracking: str | None = None,
        allow_pickle: bool = False,
    ) -> Scorer:
        """Load a model.

        Parameters
        ----------
        path : str or pathlib.Path, optional
            A file, a folder or a reference such as ``models:/rumor@champion``, as
            `rumor.model_source.resolve_model` takes them; the shipped model when left out.
        threshold : float, optional
            Score from which a claim counts as speculative; the model's own when left out.
        tracking : str, optional
            MLflow store that a reference is looked up in; by default that of
            ``MLFLOW_TRACKING_URI``, else ``sqlite:///mlflow.db``.
        allow_pickle : bool
            Whether `path` may be a pickle: the joblib pipeline of a training. To load one runs
            whatever code is in it; a service that takes models from others never should.

        Raises
        ------
        rumor.errors.ModelError
            If there is no such model, or this release cannot use it.
        rumor.errors.MissingExtraError
            If it is looked up in a store, and MLflow is not installed; or it is a pickle, and
            scikit-learn is not.
        """
        if path is not None:
            model = load_model(path, tracking, allow_pickle=allow_pickle)
            return cls(model, threshold=threshold)
        with as_file(files("rumor.model") / SHIPPED) as shipped:
            return cls(read_model(shipped, remedy=_REINSTALL), threshold=threshold)

    def score(self, text: str, title: str = "") -> ScoredArticle:
        """Split a text into sentences and score each in its context.

        Parameters
        ----------
        text : str
            An article. A heading on its first line serves as the title if none is given; it is
            scored as well.
        title : str
            Title of the article, for context only.

        Returns
        -------
        ScoredArticle
            Spans are 0-based character offsets in `text`.

        Raises
        ------
        TypeError
            If `text` or `title` is no string.
        """
        return ScoredArticle(
            [self._claim(analyse(sentence), sentence, at) for sentence, at in _read(text, title)],
            self.threshold,
        )

    def explain(self, text: str, title: str = "") -> list[Explanation]:
        """Score a text and tell why each of its sentences scored as it did.

        Parameters
        ----------
        text, title : str
            As for `score`.

        Returns
        -------
        list of Explanation
            One a sentence, in order.
        """
        explanations = []
        for sentence, start in _read(text, title):
            analysis = analyse(sentence)
            claim = self._claim(analysis, sentence, start)
            explanations.append(explain(self.model, claim, analysis))
        return explanations

    def score_sentences(
        self, sentences: Iterable[str], title: str = "", before: str = ""
    ) -> ScoredArticle:
        """Score sentences that are already split and follow on from each other.

        Parameters
        ----------
        sentences : iterable of str
        title : str
            Title of their article.
        before : str
            The sentence before the first.

        Returns
        -------
        ScoredArticle
            One claim a sentence, in order; its spans count from 0 within the sentence.

        Raises
        ------
        TypeError
            If `sentences` is a single string, or holds or comes with something that is none.
        """
        if isinstance(sentences, str):
            raise TypeError("sentences must be several strings, not one string")
        in_context = sequence(
            map(_plain, sentences), title=_plain(title, "title"), before=_plain(before, "before")
        )
        claims = [self._claim(analyse(sentence), sentence, 0) for sentence in in_context]
        return ScoredArticle(claims, self.threshold)

    def _claim(self, analysis: Analysis, sentence: Sentence, start: int) -> Claim:
        text = sentence.reading.text
        margins = self.model.margins(analysis)
        score = self.model.calibrate(margins[0])
        speculative = score >= self.threshold
        level = self.model.level(margins, speculative=speculative)
        cues = self._evidence(analysis) if speculative else []
        # Nobody is said to answer for what the text itself asserts.
        sources = analysis.sources if level not in ("none", "stated") else []
        evidence = [
            Evidence(
                EVIDENCE_KINDS[cue.kind],
                text[cue.start : cue.end],
                start + cue.start,
                start + cue.end,
            )
            for cue in cues
        ]
        spans = [Span(text[a:b], start + a, start + b) for a, b in sources]
        # By position: there is one of these for every sentence, and names take their time.
        return Claim(
            text,
            start,
            start + len(text),
            score,
            speculative,
            level,
            evidence,
            spans,
            analysis.deleted,
        )

    def _evidence(self, analysis: Analysis) -> list[Cue]:
        floor = self.model.evidence_floor
        return [
            cue for cue, value in cue_values(self.model, analysis, EVIDENCE_KINDS) if value > floor
        ]


def _read(text: str, title: str) -> Iterator[tuple[Sentence, int]]:
    """Split a text and put its sentences into context; with each comes its offset."""
    text, title = _plain(text, "text"), _plain(title, "title")
    spans = sentence_spans(text)
    texts = [text[start:end] for start, end in spans]
    heading = "" if title else find_title(text, spans)
    # One at a time: what is known of a sentence is forgotten with the next but one.
    leading = sequence(texts[:1]) if heading else ()
    following = sequence(texts[1:] if heading else texts, title=title or heading)
    return zip(chain(leading, following), (start for start, _ in spans), strict=True)


def _plain(text: str, name: str = "a sentence") -> str:
    """Return a string as such, as compiled code takes no subclass such as that of numpy."""
    if not isinstance(text, str):
        raise TypeError(f"{name} must be a string, not {type(text).__name__}")
    return str.__str__(text)
