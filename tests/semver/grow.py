"""Adds to a description whatever may be added without breaking callers, everywhere.

    python3 grow.py < api.yaml > grown.yaml

Every struct, input and output gets an optional member, every enum a value, every union a variant, every operation an error,
and every error that has members another. What was only sent is received as well, and the other way round, by an operation
that is new. What is added stands first, where it moves all else.
"""

import copy
import sys

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap

BOUND = ("rest-json", "rest-xml", "http-json")


def part(owner, key):
    """Returns the map of an owner, made if it is not there."""
    if key not in owner:
        owner[key] = CommentedMap()
    return owner[key]


def whole_body(members):
    """Whether one member is the body, so that none can stand beside it there."""
    flags = [member for member in members.values() if isinstance(member, dict)]
    return any(member.get("in") == "payload" or member.get("streaming") for member in flags)


def grow(description):
    operations, types = description["operations"], part(description, "types")
    is_bound = description["service"]["protocol"] in BOUND
    events = set()
    for operation in operations.values():
        members = [*operation.get("input", {}).values(), *operation.get("output", {}).values()]
        events |= {member["type"] for member in members if isinstance(member, dict) and member.get("streaming")}
        sent, received = part(operation, "input"), part(operation, "output")
        if is_bound:
            sent.insert(0, "addedParameter", {"type": "string", "in": "query", "name": "added"})
        http = operation.get("http", {})
        has_body = http.get("method", "POST") in ("POST", "PUT", "PATCH") and "consumes" not in http
        if has_body and not whole_body(sent):
            sent.insert(0, "addedMember", {"type": ["AddedType"]})
        if whole_body(received):
            received.insert(0, "addedHeader", {"type": "string", "in": "header", "name": "X-Added"})
        else:
            received.insert(0, "addedMember", "AddedType")
        operation.setdefault("errors", []).insert(0, "AddedError")
    added = CommentedMap()
    for name, shape in types.items():
        # An event is a struct.
        value = "AddedType" if name in events else "string"
        for kind in ("members", "union"):
            if kind in shape:
                shape[kind].insert(0, "addedMember", value)
        if "enum" in shape:
            shape["enum"].insert(0, "ADDED_VALUE")
        if name not in events:
            added[f"of{name}"] = {"type": name}
    for error in part(description, "errors").values():
        if "members" in error:
            error["members"].insert(0, "addedMember", "string")
    operation = CommentedMap(input=added, output=copy.deepcopy(added))
    if is_bound:
        operation["http"] = {"method": "POST", "path": "/added"}
    operations.insert(0, "AddedOperation", operation)
    types.insert(0, "AddedType", {"members": {"text": "string"}})
    description["errors"]["AddedError"] = {"status": 418, "code": "AddedError"}


def main():
    yaml = YAML()
    yaml.width = 1000
    description = yaml.load(sys.stdin)
    grow(description)
    yaml.dump(description, sys.stdout)


main()
