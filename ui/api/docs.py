"""The API's page, written from its own OpenAPI document: no script, nothing from elsewhere."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core import throttle
from ui.api.endpoints import api


def _name(schema: dict[str, Any]) -> str:
    """A schema in words: ``integer or null``, ``list of DatasetItem``."""
    if "$ref" in schema:
        return schema["$ref"].rsplit("/", 1)[-1]
    if options := schema.get("anyOf") or schema.get("allOf"):
        return " or ".join(_name(each) for each in options)
    if schema.get("type") == "array":
        return f"list of {_name(schema.get('items', {}))}"
    return schema.get("format") or schema.get("type", "anything")


def _fields(schema: dict[str, Any]) -> list[dict[str, Any]]:
    required = set(schema.get("required", []))
    return [
        {"name": name, "type": _name(each), "required": name in required, "help": each.get("description", "")}
        for name, each in schema.get("properties", {}).items()
    ]


def _operation(path: str, method: str, document: dict[str, Any]) -> dict[str, Any]:
    body = next(iter(document.get("requestBody", {}).get("content", {}).values()), {}).get("schema", {})
    answers = []
    for status, answer in document.get("responses", {}).items():
        schema = next(iter(answer.get("content", {}).values()), {}).get("schema", {})
        answers.append({"status": status, "shape": _name(schema) if schema else ""})
    return {
        "method": method.upper(),
        "path": path,
        "summary": document.get("summary", ""),
        "help": document.get("description", ""),
        "parameters": [
            {"name": each["name"], "type": _name(each["schema"]), "required": each.get("required", False)}
            for each in document.get("parameters", [])
        ],
        "body": _fields(body),
        "answers": answers,
    }


@throttle.limited(throttle.OPEN_PAGE)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    document = api.get_openapi_schema(path_prefix="/api/")
    operations = [
        _operation(path, method, each)
        for path, methods in document["paths"].items()
        for method, each in methods.items()
    ]
    schemas = [
        {"name": name, "help": each.get("description", ""), "fields": _fields(each)}
        for name, each in document["components"]["schemas"].items()
        if each.get("properties") and not name.endswith("Params")
    ]
    context = {"operations": operations, "schemas": schemas, "site_url": settings.SITE_URL}
    return render(request, "api/docs.html", context)
