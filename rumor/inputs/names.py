"""What a name on the command line is the name of; apart, as most are not in any network."""

from __future__ import annotations


def is_url(name: str) -> bool:
    """Whether a name is that of something in a network rather than of a file."""
    scheme, colon, rest = name.partition("://")
    return bool(colon and rest) and len(scheme) > 1 and scheme.replace("+", "").isalnum()


def shown(url: str) -> str:
    """Return a URL without user name and password."""
    scheme, _, rest = url.partition("://")
    authority = rest.partition("/")[0].partition("?")[0].partition("#")[0]
    secret, at, _ = authority.rpartition("@")
    return f"{scheme}://{rest[len(secret + at) :]}" if at else url
