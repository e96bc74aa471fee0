"""The engine for one machine: a stream of chunks, scored, kept, and put together in the end."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence

from rumor.atomic import replacing
from rumor.batch.job import Job, Outcome
from rumor.batch.manifest import make_manifest
from rumor.batch.parts import Counts, Parts
from rumor.batch.pool import Pool
from rumor.batch.read import Chunk, Reader, Unread
from rumor.batch.results import Work
from rumor.batch.sources import Source
from rumor.batch.write import write_results
from rumor.errors import InputError, OutputError
from rumor.lang import DEFAULT, Language
from rumor.progress import Progress
from rumor.scorer import Scorer


def run_local(
    job: Job,
    scorer: Scorer,
    sources: Sequence[Source],
    note: Callable[[str], None] = lambda _: None,
    lang: Language = DEFAULT,
) -> Outcome:
    """Score a job on this machine.

    Parameters
    ----------
    job : Job
    scorer : Scorer
    sources : sequence of Source
        Its files.
    note : callable
        Is told, in one line, that the job goes on with one that was interrupted.
    lang : {"en", "id"}
        Language of the line of progress.

    Returns
    -------
    Outcome
        The output is written, unless files failed and no row of any could be read.

    Raises
    ------
    rumor.errors.OutputError
        If the parts belong to another job, or something cannot be written.
    rumor.errors.InputError
        If a file was written to meanwhile.
    rumor.batch.pool.WorkerError
        If workers die, and not because of one row.

    Notes
    -----
    What is finished stays in the folder of parts whatever happens, and is gone on with by the next
    call for the same job. Memory does not grow with the input: no more than one chunk more is in it
    than there are workers.
    """
    reader = Reader(sources, job.format, job.columns, job.delimiter)
    with Parts(job.output, make_manifest(job, scorer, sources), restart=job.restart) as parts:
        finished = parts.finished()
        if finished:
            note(f"going on with {parts.folder}: {finished:,} chunks are finished")
        counts, chunks = _score(job, scorer, reader, parts, lang)
        _unchanged(sources)
        if chunks or not reader.errors:
            _publish(job, parts, chunks, rejected=bool(counts.rejected))
        parts.remove()
    return Outcome(counts.scored, counts.rejected, tuple(reader.errors))


def _score(
    job: Job, scorer: Scorer, reader: Reader, parts: Parts, lang: Language
) -> tuple[Counts, int]:
    """Bring all chunks into the parts; return the counts of rows, and that of chunks."""
    counts, chunks = Counts(), 0
    with Progress(reader.size, lang=lang) as progress, contextlib.ExitStack() as stack:

        def pending() -> Iterator[Chunk[Unread]]:
            nonlocal counts, chunks
            for chunk in reader.unread_chunks(job.chunk):
                chunks += 1
                done = parts.done(chunk)
                if done is None:
                    yield chunk
                else:
                    counts += done
                    progress.skip(reader.position)

        work = Work(scorer, job.unit, job.columns)
        if job.workers > 1:
            scored = stack.enter_context(Pool(work, job.workers)).score(pending())
        else:
            scored = ((chunk, work.results(chunk.items)) for chunk in pending())
        for chunk, results in scored:
            counts += parts.save(chunk, results)
            progress.update(reader.position, len(results))
    return counts, chunks


def _unchanged(sources: Sequence[Source]) -> None:
    for source in sources:
        try:
            about = source.path.stat()
            same = (about.st_size, about.st_mtime_ns) == (source.size, source.modified)
        except OSError:
            same = False
        if not same:
            reason = "has changed while it was read"
            raise InputError(source.path, reason, "start again with --restart")


def _publish(job: Job, parts: Parts, chunks: int, *, rejected: bool) -> None:
    try:
        parts.publishing()
        if rejected:
            with replacing(job.rejected) as file:
                file.writelines(parts.rejected(chunks))
        else:
            job.rejected.unlink(missing_ok=True)  # of an earlier job, which --force replaces
        with replacing(job.output) as file:
            write_results(file, job.output_format, parts.scored(chunks))
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        remedy = "make room, then start the same command again: finished rows are kept"
        raise OutputError(job.output, reason, remedy) from error
