"""What makes the service faster may be missing: then it is slower, and that is all."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="needs POSIX signals"),
]

NEWS = "Konon tiang Jembatan Kaligondang retak. Jembatan itu dibuka Senin."


def test_service_runs_without_httptools_uvloop_and_orjson(scorer, checkout, environment):
    code = "import sys\nfor name in ('httptools', 'uvloop', 'orjson'): sys.modules[name] = None\n"
    code += "from rumor.cli import main\nsys.exit(main(['serve', '--port', '0']))"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=checkout,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        try:
            address = re.search(r"http://[\d.:]+", server.stderr.readline())[0]
            request = urllib.request.Request(
                f"{address}/v1/score",
                json.dumps({"text": NEWS}).encode(),
                {"Content-Type": "application/json"},
            )
            with urllib.request.urlopen(request, timeout=60) as answer:
                article = json.load(answer)["article"]
        finally:
            server.send_signal(signal.SIGTERM)
        assert server.wait(60) == 0
    assert article["score"] == scorer.score(NEWS).score
