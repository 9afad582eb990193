"""Compares what `docwright diff` says of two versions of services with what their models say.

    pairs.py DOCWRIGHT OLD NEW WORK [SERVICE…]

OLD and NEW are botocore's folders of data. Each service that both have becomes a description of each version, by a conversion
that knows nothing of docwright's rules. What breaks callers of a Rust client is then found in the models themselves, and
looked up among what docwright found: it must be called breaking. Prints a line per service and what was missed; ends with 1 if
anything was.
"""

import gzip
import json
import pathlib
import subprocess
import sys

SCALARS = {
    "string": "string", "character": "string", "boolean": "boolean", "integer": "integer", "short": "integer",
    "byte": "integer", "long": "long", "float": "float", "double": "double", "bigdecimal": "double",
    "biginteger": "big-integer", "timestamp": "timestamp", "blob": "blob",
}
PROTOCOLS = {
    "rest-json": "rest-json", "rest-xml": "rest-xml", "query": "aws-query", "ec2": "ec2-query",
    "smithy-rpc-v2-cbor": "rpc-v2-cbor",
}
PLACES = {
    "uri": "path", "querystring": "query", "header": "header", "headers": "prefix-headers", "statusCode": "status",
}


def model(folder, service):
    """Returns the newest model of a service."""
    versions = sorted(path.parent for path in (folder / service).glob("*/service-2.json*"))
    for name in ("service-2.json.gz", "service-2.json"):
        path = versions[-1] / name
        if path.exists():
            text = gzip.decompress(path.read_bytes()) if name.endswith("gz") else path.read_bytes()
            return json.loads(text)


class Converter:
    """Makes a description of a model."""

    def __init__(self, service, model):
        self.shapes = model["shapes"]
        self.types = {}
        self.routes = set()
        metadata = model["metadata"]
        protocol = metadata["protocol"]
        self.is_rest = protocol.startswith("rest")
        protocol = PROTOCOLS.get(protocol) or f"aws-json-{metadata.get('jsonVersion', '1.0')}"
        description = {"name": service, "protocol": protocol, "endpoint": "https://service.example.com"}
        if "targetPrefix" in metadata and protocol.startswith(("aws-json", "rpc")):
            description["target_prefix"] = metadata["targetPrefix"]
        self.errors = {}
        operations = {name: self.operation(operation) for name, operation in model["operations"].items()}
        self.description = {
            "idl": 1, "service": description, "operations": operations, "types": self.types, "errors": self.errors,
        }

    def operation(self, operation):
        converted = {}
        if self.is_rest:
            http = operation["http"]
            route = (http["method"], http["requestUri"].split("#")[0])
            # S3 has operations that only their headers tell apart; what a description says once is enough here.
            if route not in self.routes:
                self.routes.add(route)
                converted["http"] = {"method": route[0], "path": route[1]}
        for side in ("input", "output"):
            if side in operation:
                shape = self.shapes[operation[side]["shape"]]
                converted[side] = self.members(shape)
        converted["errors"] = [self.error(error["shape"]) for error in operation.get("errors", [])]
        return {key: value for key, value in converted.items() if value}

    def error(self, name):
        if name not in self.errors:
            shape = self.shapes[name]
            status = shape.get("error", {}).get("httpStatusCode")
            self.errors[name] = {}
            self.errors[name] = {"status": status} if status else {}
            members = self.members(shape)
            if members:
                self.errors[name]["members"] = members
        return name

    def members(self, shape):
        required = set(shape.get("required", []))
        payload = shape.get("payload")
        members = {}
        for name, reference in shape.get("members", {}).items():
            member = self.member(reference)
            if name in required:
                member["required"] = True
            place = PLACES.get(reference.get("location"))
            if name == payload:
                place = "payload"
            if place == "query" and isinstance(member["type"], dict):
                place = "query-map"
            if place:
                member["in"] = place
            if place and reference.get("locationName", name) != name:
                member["name"] = reference["locationName"]
            members[name] = member
        return members

    def member(self, reference):
        shape = self.shapes[reference["shape"]]
        member = {"type": self.type(reference["shape"])}
        low, high = shape.get("min"), shape.get("max")
        key = {"string": "length", "blob": "length", "list": "items", "map": "items"}.get(shape["type"], "range")
        is_text = shape["type"] == "string" and "enum" not in shape
        if (low is not None or high is not None) and (is_text or shape["type"] != "string"):
            if shape["type"] not in ("structure", "timestamp", "boolean"):
                member[key] = f"{'' if low is None else low}..{'' if high is None else high}"
        return member

    def type(self, name):
        shape = self.shapes[name]
        kind = shape["type"]
        if kind == "structure":
            if shape.get("document"):
                return "document"
            if name not in self.types:
                self.types[name] = {}
                key = "union" if shape.get("union") else "members"
                self.types[name][key] = self.members(shape)
            return name
        if kind == "list":
            return [self.element(shape["member"]["shape"])]
        if kind == "map":
            return {"map": {part: self.element(shape[part]["shape"]) for part in ("key", "value")}}
        if kind == "string" and "enum" in shape:
            self.types[name] = {"enum": list(dict.fromkeys(shape["enum"]))}
            return name
        return SCALARS[kind]

    def element(self, name):
        """A map within something else is written as a member."""
        element = self.type(name)
        return {"type": element} if isinstance(element, dict) else element


def breaks(old, new):
    """Yields what breaks callers, as the path in the old description and what happened."""
    for name, before in old["operations"].items():
        path = f"operations.{name}"
        after = new["operations"].get(name)
        if after is None:
            yield path, "removed"
            continue
        for side in ("input", "output"):
            yield from members(f"{path}.{side}", before.get(side, {}), after.get(side, {}), side == "input")
        for error in before.get("errors", []):
            if error not in after.get("errors", []):
                yield f"{path}.errors.{error}", "removed"
    sent = made_by_callers(new)
    for name, before in old["types"].items():
        path = f"types.{name}"
        after = new["types"].get(name)
        if after is None:
            yield path, "removed"
            continue
        for kind in ("members", "union"):
            if kind in before and kind not in after:
                yield path, "of another kind"
            elif kind in before:
                yield from members(f"{path}.{kind}", before[kind], after[kind], name in sent)
        if "enum" in before:
            for value in before["enum"]:
                if value not in after.get("enum", []):
                    yield f"{path}.enum.{value}", "removed"


class Retyped:
    """A member that has another type."""

    def __init__(self, before, now):
        self.before, self.now = before, now

    def __str__(self):
        return f"{self.before} became {self.now}"


def names(type):
    """Returns the shapes that a type names."""
    if isinstance(type, str):
        return {type}
    if isinstance(type, list):
        return names(type[0])
    if "map" in type:
        return names(type["map"]["key"]) | names(type["map"]["value"])
    return names(type["type"])


def made_by_callers(description):
    """Returns the shapes that inputs consist of: those have constructors."""
    found = set()
    rest = [member for operation in description["operations"].values() for member in operation.get("input", {}).values()]
    while rest:
        for name in names(rest.pop()) - found:
            found.add(name)
            shape = description["types"].get(name, {})
            rest += [*shape.get("members", {}).values(), *shape.get("union", {}).values()]
    return found


def members(path, before, after, is_made):
    """What callers make has required members in its constructor; what they only read has them without an option."""
    for name, member in before.items():
        now = after.get(name)
        if now is None:
            yield f"{path}.{name}", "removed"
            continue
        if now["type"] != member["type"]:
            yield f"{path}.{name}.type", Retyped(member["type"], now["type"])
        if now.get("required") != member.get("required"):
            yield f"{path}.{name}.required", "became " + ("required" if now.get("required") else "optional")
    if is_made and ".union" not in path:
        for name, member in after.items():
            if name not in before and member.get("required"):
                yield f"{path}.{name}", "added, and required"


def is_within(inner, outer):
    return inner == outer or inner.startswith(outer + ".")


def plain(path, description):
    """Returns a path as this program writes it: with values of enums in place of their indices."""
    parts = path.replace('["', ".").replace('"]', "").lstrip(".").split(".")
    if parts[0] == "types" and parts[2:3] == ["enum"] and len(parts) > 3:
        parts[3] = description["types"][parts[1]]["enum"][int(parts[3])]
    return ".".join(parts)


def main():
    docwright, old_data, new_data, work, *chosen = sys.argv[1:]
    old_data, new_data, work = pathlib.Path(old_data), pathlib.Path(new_data), pathlib.Path(work)
    both = {path.name for path in old_data.iterdir()} & {path.name for path in new_data.iterdir()}
    services = sorted(name for name in both if list((old_data / name).glob("*/service-2.json*")))
    missed, refused, totals = [], [], {}
    pairs = found = 0
    for service in chosen or services:
        sides = []
        for data, version in ((old_data, "old"), (new_data, "new")):
            try:
                description = Converter(service, model(data, service)).description
            except RecursionError:
                break
            path = work / service / version / "api.yaml"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(description))
            sides.append((path, description))
        if len(sides) < 2 or sides[0][1] == sides[1][1]:
            continue
        (old_path, old), (new_path, new) = sides
        run = subprocess.run(
            [docwright, "diff", old_path, new_path, "--format", "json"], capture_output=True, text=True
        )
        if run.returncode not in (0, 1) or '"type":"comparison"' not in run.stdout:
            refused.append(service)
            continue
        changes = [json.loads(line) for line in run.stdout.splitlines()]
        changes = [change for change in changes if change["type"] == "change"]
        said = {}
        for change in changes:
            totals[change["impact"]] = totals.get(change["impact"], 0) + 1
            for key, description in (("old_path", old), ("new_path", new)):
                if change.get(key):
                    said.setdefault(change["impact"], set()).add(plain(change[key], description))
        pairs += 1
        for path, what in breaks(old, new):
            found += 1
            subjects = [path]
            if isinstance(what, Retyped):
                # A shape that got another name is said once, and not at each of its uses.
                subjects += [f"types.{name}" for name in names(what.before)]
            breaking = said.get("breaking", ())
            if any(is_within(subject, other) or is_within(other, subject) for subject in subjects for other in breaking):
                continue
            others = [
                impact for impact, paths in said.items()
                if any(is_within(path, other) or is_within(other, path) for other in paths)
            ]
            missed.append(f"{service}: {path} {what}: called {', '.join(others) or 'nothing'}")
    for line in missed:
        print(line)
    print(f"{pairs} services differ; {found} changes that break callers, {len(missed)} of them not called breaking")
    print(", ".join(f"{impact}: {count}" for impact, count in sorted(totals.items())))
    if refused:
        print(f"not compared, because a description is not sound: {len(refused)}: {', '.join(refused)}")
    sys.exit(1 if missed else 0)


main()
