"""The description is valid OpenAPI, names every resource and method, and what it says of answers is so, whatever is asked."""

from collections.abc import Iterator

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, given, settings
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import GenerationMode, openapi
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance
from starlette.testclient import TestClient

from repository.access import ANYONE, RULES
from repository.api.openapi import description
from repository.endpoint import methods
from repository.engines import open_engines
from repository.routes import TABLE
from repository.settings import load
from tests.collection import fill
from tests.programs import key_of
from tests.serving import serving

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 40  # for each method of each address


def test_it_is_openapi(site: TestClient) -> None:
    assert not [error.message for error in OpenAPIV31SpecValidator(site.get("/api/v1/openapi.json").json()).iter_errors()]


def test_every_resource_and_method_is_described_and_who_needs_a_key() -> None:
    described = {
        (path, method.upper()): told for path, item in description()["paths"].items() for method, told in item.items() if method != "parameters"
    }
    there = {(address.replace(":int", ""), method) for address, module in TABLE if address.startswith("/api/") for method in methods(module)}
    assert set(described) == there
    for (path, method), told in described.items():
        open_ = RULES[f"{method} {path}"] == ANYONE
        assert ({} in told["security"]) is open_, path
        assert {"bearer": []} in told["security"], path
        assert "401" in told["responses"], path
        assert open_ or {"400", "403"} <= told["responses"].keys(), path
    assert len({told["operationId"] for told in described.values()}) == len(described)


OPERATIONS = {found.ok().label: found.ok() for found in openapi.from_dict(description()).get_all_operations()}


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, dict[str, str]]]]:
    """A library of its own, served; and the headers of nobody, a partner and a curator."""
    folder = tmp_path_factory.mktemp("fuzzed")
    chosen = load({"REPOSITORY_HOME": str(folder / "home")})
    engines = open_engines(chosen)
    fill(engines, chosen, folder / "in")
    with serving(chosen, engines) as address:
        _, partner = key_of(engines, "pat@voices.example", "partner", "Voices")
        _, curator = key_of(engines, "cora@library.example", "curator")
        yield address, {"nobody": {}, "partner": {"Authorization": f"Bearer {partner}"}, "curator": {"Authorization": f"Bearer {curator}"}}
    engines.close()


@pytest.mark.parametrize("label", OPERATIONS)
def test_whatever_is_asked_is_answered_as_described(label: str, fuzzed: tuple[str, dict[str, dict[str, str]]]) -> None:
    address, people = fuzzed
    operation = OPERATIONS[label]
    cases = st.one_of(*(operation.as_strategy(generation_mode=mode) for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)))

    @given(case=cases, who=st.sampled_from(sorted(people)), number=st.one_of(st.integers(1, 12), st.none()))
    @settings(max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    def asked(case, who: str, number: int | None) -> None:  # type: ignore[no-untyped-def]
        if number is not None and "number" in (case.path_parameters or {}):
            case.path_parameters["number"] = number
        answer = case.call(base_url=address, headers=people[who] | {"Prefer": "wait=0"})
        case.validate_response(answer, checks=CHECKS)

    asked()
