from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "statement",
    [
        "import rumor; rumor.load().score('Konon.')",
        "import rumor.cli",
        "import rumor.commands.serve",
        "import rumor.serve.worker, rumor.serve.pool",
    ],
)
def test_nothing_but_the_service_loads_the_web_framework(statement, environment, checkout):
    code = f"{statement}\nimport sys\nprint([n for n in {{'fastapi', 'starlette', 'uvicorn', "
    code += "'pydantic', 'prometheus_client', 'sklearn', 'joblib', 'mlflow'} if n in sys.modules])"
    code = code.replace("{{", "{").replace("}}", "}")
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=checkout,
        env=environment,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == [b"[]"]


@pytest.mark.parametrize("library", ["fastapi", "uvicorn", "prometheus_client"])
def test_serving_without_its_libraries_names_the_extra(environment, checkout, library):
    code = (
        f"import sys; sys.modules[{library!r}] = None; from rumor.cli import main; "
        "sys.exit(main(['serve', '--port', '0']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=checkout,
        env=environment,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.decode() == (
        f"rumor: `rumor serve` needs {library}, which is not installed; "
        "install it with: pip install 'rumor[serve]'\n"
    )


def test_service_loads_nothing_that_training_needs(environment, checkout):
    code = (
        "import rumor, sys\nfrom rumor.serve.app import create_app\n"
        "from rumor.serve.settings import Settings\ncreate_app(rumor.load(), Settings())\n"
        "print([n for n in ('sklearn', 'joblib', 'mlflow', 'numpy', 'pandas') if n in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        cwd=checkout,
        env=environment,
        timeout=60,
        check=True,
    )
    assert done.stdout.split() == [b"[]"]
