"""Writes a description as an OpenAPI 3.0 document that says the same, for other generators.

    python3 openapi.py < api.yaml > openapi.json

What OpenAPI has no words for is left out: paging, repeating, how errors are told apart, rules between members.
"""

import json
import re
import sys

from ruamel.yaml import YAML

SCALARS = {
    "string": {"type": "string"},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer", "format": "int64"},
    "long": {"type": "integer", "format": "int64"},
    "float": {"type": "number", "format": "float"},
    "double": {"type": "number", "format": "double"},
    "number": {"type": "number"},
    "timestamp": {"type": "string", "format": "date-time"},
    "blob": {"type": "string", "format": "byte"},
    "document": {},
}
BOUNDS = {"length": ("minLength", "maxLength"), "items": ("minItems", "maxItems"), "range": ("minimum", "maximum")}


def of_member(member):
    """Returns the schema of a member, which is a type or has one."""
    if isinstance(member, (str, list)):
        return of_type(member)
    if "map" in member:
        return of_type(member)
    schema = of_type(member["type"])
    for name, (least, most) in BOUNDS.items():
        if name in member:
            low, high = member[name].split("..")
            schema |= {key: int(value) for key, value in ((least, low), (most, high)) if value}
    schema |= {key: member[key] for key in ("pattern",) if key in member}
    if "$ref" not in schema and "doc" in member:
        schema["description"] = member["doc"]
    return schema


def of_type(kind):
    if isinstance(kind, list):
        return {"type": "array", "items": of_member(kind[0])}
    if isinstance(kind, dict):
        return {"type": "object", "additionalProperties": of_member(kind["map"]["value"])}
    return dict(SCALARS[kind]) if kind in SCALARS else {"$ref": f"#/components/schemas/{kind}"}


def of_members(members):
    required = [name for name, member in members.items() if isinstance(member, dict) and member.get("required")]
    schema = {"type": "object", "properties": {name: of_member(member) for name, member in members.items()}}
    return schema | ({"required": required} if required else {})


def of_shape(shape):
    described = {"description": shape["doc"]} if "doc" in shape else {}
    if "enum" in shape:
        values = [value["value"] if isinstance(value, dict) else value for value in shape["enum"]]
        return {"type": "string", "enum": values} | described
    if "union" in shape:
        variants = [
            {"type": "object", "properties": {name: of_member(member)}, "required": [name], "additionalProperties": False}
            for name, member in shape["union"].items()
        ]
        return {"oneOf": variants} | described
    if "list" in shape:
        return of_type([shape["list"]]) | described
    if "map" in shape:
        return of_type(shape) | described
    return of_members(shape["members"]) | described


def outside(members):
    """Returns the members that travel beside the body, as parameters."""
    return [
        {"name": member.get("name", name), "in": member["in"], "required": member.get("required", False), "schema": of_member(member)}
        for name, member in members.items()
        if isinstance(member, dict) and "in" in member
    ]


def of_operation(name, operation, errors, schemas):
    sent = operation.get("input", {})
    body = {key: member for key, member in sent.items() if not (isinstance(member, dict) and "in" in member)}
    said = {"operationId": name, "parameters": outside(sent), "responses": {}}
    if "doc" in operation:
        said["description"] = operation["doc"]
    if body:
        schemas[f"{name}Request"] = of_members(body)
        content = {"schema": {"$ref": f"#/components/schemas/{name}Request"}}
        said["requestBody"] = {"required": True, "content": {"application/json": content}}
    answer = {"description": "What comes back."}
    if operation.get("output"):
        schemas[f"{name}Response"] = of_members(operation["output"])
        content = {"schema": {"$ref": f"#/components/schemas/{name}Response"}}
        answer["content"] = {"application/json": content}
    said["responses"][str(operation["http"].get("status", 200))] = answer
    for error in operation.get("errors", []):
        content = {"schema": {"$ref": "#/components/schemas/ServiceError"}}
        status = str(errors[error].get("status", 400))
        said["responses"][status] = {"description": error, "content": {"application/json": content}}
    return said


def main():
    description = YAML(typ="safe").load(sys.stdin)
    schemas = {name: of_shape(shape) for name, shape in description["types"].items()}
    schemas["ServiceError"] = of_members({"__type": "string", "message": "string"})
    paths = {}
    for name, operation in description["operations"].items():
        http = operation["http"]
        path = re.sub(r"\+}", "}", http["path"])
        said = of_operation(name, operation, description["errors"], schemas)
        paths.setdefault(path, {})[http["method"].lower()] = said
    service = description["service"]
    document = {
        "openapi": "3.0.3",
        "info": {"title": service.get("title", service["name"]), "version": "1.0.0"},
        "paths": paths,
        "components": {"schemas": schemas},
    }
    json.dump(document, sys.stdout, indent=1)


main()
