"""Python values to bytes of JSON."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache


def dump(value: object) -> bytes:
    """Write JSON of any size of number."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def dump_result(value: object) -> bytes:
    """Write JSON of what scoring gives, whose numbers are all small, by the fastest means here.

    Where orjson is not installed it takes many times as long, and longer than scoring.
    """
    return _fastest()(value)


@cache
def _fastest() -> Callable[[object], bytes]:
    try:
        import orjson
    except ModuleNotFoundError:
        return dump
    return orjson.dumps
