from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import jsonschema
import pytest

from rumor.serve.problems import PROBLEMS

PAGES = ("/docs", "/problems/too-large")


class Reader(HTMLParser):
    """Collects what a page would load, and where it leads."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.loads: list[str] = []
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.style = ""
        self._in_style = False
        self.feed(page)

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        self._in_style = tag == "style"
        if tag in ("script", "img", "link", "iframe", "object", "form"):
            self.loads.append(tag)
        self.loads += [name for name in given if name in ("src", "style") or name.startswith("on")]
        self.links += [given["href"]] if "href" in given else []
        self.ids |= {given["id"]} if "id" in given else set()

    def handle_data(self, data: str) -> None:
        self.style += data if self._in_style else ""

    def handle_endtag(self, tag: str) -> None:
        self._in_style = False


@pytest.mark.parametrize("path", PAGES)
def test_page_loads_nothing_and_is_forbidden_to(client, path):
    answer = client.get(path)
    page = Reader(answer.text)
    policy = answer.headers["content-security-policy"]
    digest = base64.b64encode(hashlib.sha256(page.style.encode()).digest()).decode()
    assert page.loads == []
    assert "default-src 'none'" in policy
    assert f"style-src 'sha256-{digest}'" in policy


@pytest.mark.parametrize("path", PAGES)
def test_links_of_a_page_lead_somewhere(client, path):
    page = Reader(client.get(path).text)
    assert page.links
    for link in page.links:
        if link.startswith("#"):
            assert link[1:] in page.ids
        else:
            assert client.get(link).status_code == 200


def test_reference_has_every_route_and_problem(client):
    shown = client.get("/docs").text
    for path in client.get("/openapi.json").json()["paths"]:
        assert path in shown
    for problem in PROBLEMS.values():
        assert problem.uri in shown


def test_interface_is_described_with_all_routes_for_programs(client):
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert set(document["paths"]) == {
        "/v1/score",
        "/v1/score/batch",
        "/v1/explain",
        "/v1/model",
        "/healthz",
        "/readyz",
        "/metrics",
    }


def test_every_reference_of_the_description_leads_to_a_schema(client):
    answer = client.get("/openapi.json")
    schemas = answer.json()["components"]["schemas"]
    names = set(re.findall(r'"#/components/schemas/(\w+)"', answer.text))
    assert "#/$defs/" not in answer.text
    assert names <= set(schemas)
    assert {"article", "claim", "BatchArticle", "Problem"} <= names


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/v1/score", {"text": "Konon tiang retak."}),
        ("/v1/explain", {"text": "Konon tiang retak. Jembatan dibuka Senin."}),
        ("/v1/score/batch", {"articles": [{"text": "Konon tiang retak."}, {"text": ""}]}),
    ],
)
def test_requests_and_answers_are_as_described(client, path, body):
    document = client.get("/openapi.json").json()
    operation = document["paths"][path]["post"]

    def check(value: object, schema: dict) -> None:
        jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(
            value
        )

    request = operation["requestBody"]["content"]["application/json"]["schema"]
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]
    bad = client.post(path, json={"text": 5})
    described = operation["responses"]["422"]["content"]["application/problem+json"]["schema"]
    check(client.post(path, json=body).json(), answer)
    check(bad.json(), described)
    check({**body, "articles": body["articles"][:1]} if "articles" in body else body, request)
    with pytest.raises(jsonschema.ValidationError):
        check({}, request)
    with pytest.raises(jsonschema.ValidationError):
        check({"schema": 1}, answer)


def test_examples_of_the_reference_work_as_they_stand(client):
    shown = client.get("/docs").text
    examples = re.findall(r"curl -H (.*?)http://HOST(/\S+?)</code>", shown)
    assert len(examples) == 3
    for options, path in examples:
        body = re.search(r"-d &#x27;(.*)&#x27;", options)[1].replace("&quot;", '"')
        headers = {"Content-Type": "application/json"}
        assert client.post(path, content=body, headers=headers).status_code == 200
