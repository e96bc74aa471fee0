"""A running pool for all tests of the service, and clients of applications in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient

from rumor.scorer import Scorer
from rumor.serve.app import create_app
from rumor.serve.pool import Pool
from rumor.serve.settings import Settings

MakeClient = Callable[..., TestClient]


@pytest.fixture(scope="session")
def pool(scorer: Scorer) -> Iterator[Pool]:
    """Return a process that scores with the shipped model."""
    pool = Pool(scorer, 1)
    pool.start()
    yield pool
    pool.close()


@pytest.fixture(scope="session")
def make_client(scorer: Scorer, pool: Pool) -> MakeClient:
    """Return a function that makes a client of a service with other settings, or another pool."""

    def make(settings: Settings | None = None, pool: Pool = pool, **options) -> TestClient:
        app = create_app(scorer, settings or Settings(), pool=pool)
        return TestClient(app, raise_server_exceptions=True, **options)

    return make


@pytest.fixture
def client(make_client: MakeClient) -> TestClient:
    """Return a client of a service with the usual settings."""
    return make_client()
