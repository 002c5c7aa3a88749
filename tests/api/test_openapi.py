"""The description names every resource, and the answers fit it."""

from typing import Any

from starlette.testclient import TestClient

from repository.routes import TABLE
from tests.collection import Library


def fits(value: Any, schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Whether a value has no member the schema does not know (types are told by the members)."""
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    if isinstance(value, dict) and "properties" in schema:
        return value.keys() <= schema["properties"].keys() and all(fits(value[name], schema["properties"][name], schemas) for name in value)
    if isinstance(value, list) and "items" in schema:
        return all(fits(each, schema["items"], schemas) for each in value)
    return True


def test_every_resource_is_described_and_fits(site: TestClient, library: Library) -> None:
    description = site.get("/api/v1/openapi.json").json()
    described = set(description["paths"])
    assert described == {address.replace(":int", "") for address, _ in TABLE if address.startswith("/api/")}
    schemas = description["components"]["schemas"]
    assert fits(site.get("/api/v1/search?q=frais&-country=KE").json(), schemas["Results"], schemas)
    assert fits(site.get(f"/api/v1/reports/{library.numbers['analysis']}").json(), schemas["Report"], schemas)
    assert fits(site.get("/api/v1/facets").json(), schemas["Facets"], schemas)
    assert fits(site.get("/api/v1/reports/999").json(), schemas["Problem"], schemas)
