"""The open data over HTTP: no database, no session, no cookie. It answers while the desk is locked."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page

from tayanch.directory.opendata import catalogue, hsds, hxl, openapi, schemas
from tayanch.directory.opendata.asking import KNOWN, Asked, BadQuestion, read

View = Callable[..., HttpResponse]
KEPT = "public, max-age=300"  # a number that is taken back must not be given out for long
METHODS = "GET, HEAD, OPTIONS"
# Of a desk on a laptop: no page that a worker opens shall learn that it runs there.
OWN_COMPUTER = {"localhost", "127.0.0.1", "[::1]"}


class NotThere(LookupError):
    """There is no such thing."""


def opened(view: View) -> View:
    """Read by anybody, from pages of any host; kept for five minutes; mistakes are told as JSON."""
    answer = gzip_page(conditional_page(told(view)))

    @wraps(view)
    def open_to_all(request: HttpRequest, **named: Any) -> HttpResponse:
        if request.method == "OPTIONS":
            headers = {"Access-Control-Allow-Methods": METHODS, "Access-Control-Allow-Headers": "If-None-Match"}
            response = HttpResponse(status=204, headers=headers)
        elif request.method not in ("GET", "HEAD"):
            response = refusal(405, "method", "This can only be read: GET or HEAD.")
        else:
            response = answer(request, **named)
        if response.status_code in (204, 405):
            response.headers["Allow"] = METHODS
        if split_domain_port(request.get_host())[0] not in OWN_COMPUTER:
            response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Content-Language"] = "en"
        return response

    return open_to_all


def told(view: View) -> View:
    """The answer, or why there is none."""

    @wraps(view)
    def answer(request: HttpRequest, **named: Any) -> HttpResponse:
        try:
            response = view(request, **named)
        except BadQuestion as error:
            return refusal(400, "bad_parameter", str(error), field=error.field)
        except NotThere as error:
            return refusal(404, "not_found", str(error))
        response.headers["Cache-Control"] = KEPT
        return response

    return answer


def refusal(status: int, code: str, message: str, **more: str) -> HttpResponse:
    """Never kept; never repeats what was asked."""
    headers = {"Cache-Control": "no-store"}
    return JsonResponse({"error": {"code": code, "message": message, **more}}, status=status, headers=headers)


def asked(request: HttpRequest, kind: str = "") -> Asked:
    return read(request.GET.lists(), KNOWN.get(kind, ()))


def whole(request: HttpRequest, name: str, **named: str) -> str:
    """The address with its host."""
    return request.build_absolute_uri(reverse(f"open:{name}", kwargs=named))


def sent(found: Any) -> HttpResponse:
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False})


@opened
def about(request: HttpRequest) -> HttpResponse:
    """What this is: the version of HSDS, its profile, its description."""
    asked(request)
    here = {"profile": whole(request, "profile"), "openapi_url": whole(request, "openapi")}
    return sent({"version": hsds.VERSION, **here})


@opened
def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """A page of a list, or all of it as lines."""
    question = asked(request, kind)
    found = catalogue.current(timezone.localdate()).listing(kind, question)
    if question.format == "ndjson":
        lines = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in found)
        return HttpResponse(lines, "application/x-ndjson; charset=utf-8")
    return sent(catalogue.page(found, question))


@opened
def item(request: HttpRequest, kind: str, hsds_id: str) -> HttpResponse:
    """One thing with everything that belongs to it."""
    question = asked(request, f"{kind}/")
    found = catalogue.current(timezone.localdate()).find(kind, hsds_id.lower(), question)
    if found is None:
        raise NotThere("There is nothing with this id.")
    return sent(found)


@opened
def table(request: HttpRequest) -> HttpResponse:
    """Services as CSV with a row of HXL tags."""
    found = catalogue.current(timezone.localdate()).pairs(asked(request, "services.csv"))
    headers = {"Content-Disposition": 'attachment; filename="services.csv"'}
    return HttpResponse(hxl.to_csv(found, timezone.localdate()), "text/csv; charset=utf-8", headers=headers)


@opened
def profile(request: HttpRequest) -> HttpResponse:
    """What differs from HSDS 3.0."""
    asked(request)
    patches = schemas.profile()
    named = {"name": "Tayanch", "version": schemas.PROFILE_VERSION, "hsds": hsds.VERSION}
    return sent({**named, "schema": whole(request, "schemas"), "patches": patches})


@opened
def profile_file(request: HttpRequest, schema_file: str) -> HttpResponse:
    """The difference from one file of HSDS 3.0."""
    asked(request)
    if schema_file not in schemas.profile():
        raise NotThere("The profile changes no such file.")
    return sent(schemas.profile()[schema_file])


@opened
def all_schemas(request: HttpRequest) -> HttpResponse:
    """The addresses of the schemas."""
    asked(request)
    files = [f"{name}.json" for name in schemas.names()]
    return sent({"schemas": {file: whole(request, "schema", schema_file=file) for file in files}})


@opened
def schema(request: HttpRequest, schema_file: str) -> HttpResponse:
    """One schema, with nothing outside it."""
    asked(request)
    name = schema_file.removesuffix(".json")
    if name == schema_file or name not in schemas.names():
        raise NotThere("There is no such schema.")
    return sent(schemas.schema(name))


@opened
def description(request: HttpRequest) -> HttpResponse:
    """The API in OpenAPI 3.1."""
    asked(request)
    return sent(openapi.document())


@opened
def nothing(request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address."""
    raise NotThere("There is nothing at this address; openapi.json tells what there is.")
