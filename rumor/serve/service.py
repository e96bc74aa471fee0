"""What the routes share: the scorer, its processes, the counters and the state of the service."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from rumor.scorer import Scorer
from rumor.serve.logs import ERRORS
from rumor.serve.metrics import Metrics
from rumor.serve.pool import OutOfTimeError, Pool, ScoringError
from rumor.serve.problems import INTERNAL, NOT_READY, TOOK_TOO_LONG, ProblemError
from rumor.serve.settings import Settings
from rumor.serve.tasks import PROBE, Answer, Article

_PROBE_SECONDS = 2.0
_FRESH_SECONDS = 10.0


@dataclass(slots=True)
class Service:
    """The scorer as requests see it.

    Attributes
    ----------
    scorer : Scorer
        For what it is; scoring happens in `pool`.
    settings : Settings
    pool : Pool
    metrics : Metrics
    draining : bool
        Whether the service is about to stop.
    """

    scorer: Scorer
    settings: Settings
    pool: Pool
    metrics: Metrics = field(default_factory=Metrics)
    draining: bool = False

    def deadline(self) -> float:
        """Return by when, on `time.monotonic`, what is begun now has to be scored."""
        return time.monotonic() + self.settings.timeout_seconds

    async def run(
        self, task: str, article: Article, deadline: float, request_id: str = "-"
    ) -> Answer:
        """Have an article scored.

        Parameters
        ----------
        task : str
            Of `rumor.serve.tasks.TASKS`.
        article : Article
        deadline : float
            As `deadline` gives it.
        request_id : str
            For the log.

        Returns
        -------
        Answer

        Raises
        ------
        ProblemError
            If it fails or takes too long, or the service is not running.
        """
        if not self.pool.alive:
            raise ProblemError(NOT_READY, "the scoring processes are not running")
        try:
            answer = await self.pool.submit(task, article, deadline)
        except OutOfTimeError:
            seconds = f"{self.settings.timeout_seconds:g}"
            raise ProblemError(TOOK_TOO_LONG, f"it was not scored within {seconds} s") from None
        except ScoringError as error:
            fields = {"id": request_id, "error": error.kind, "place": error.place}
            ERRORS.error("scoring failed", extra={"fields": fields})
            raise ProblemError(INTERNAL, "scoring failed") from None
        self.metrics.sentences.inc(answer.sentences)
        self.metrics.articles.labels(task).inc()
        return answer

    async def why_not_ready(self) -> str:
        """Tell why no requests should be sent here; an empty string if they should.

        What was scored a moment ago proves as much as a probe, which would have to queue behind
        long articles.
        """
        if self.draining:
            return "the service is about to stop"
        if not self.pool.alive:
            return "the scoring processes are not running"
        if time.monotonic() - self.pool.last_answer < _FRESH_SECONDS:
            return ""
        by = time.monotonic() + _PROBE_SECONDS
        try:
            await asyncio.wait_for(self.pool.submit("score", PROBE, by), _PROBE_SECONDS)
        except (OutOfTimeError, TimeoutError):
            return "a sentence was not scored in time"
        except ScoringError as error:
            return f"a sentence cannot be scored ({error.kind})"
        return ""
