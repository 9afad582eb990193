"""Compares requests, one a line of JSON, with those that botocore makes of the same parameters.

Method, path, query, media type, target and the value of the body are botocore's own. The signature is what botocore computes
for the request as it was made, at its time: their bodies differ in white space, which a signature shows.
"""

import datetime
import json
import sys
from unittest import mock
from urllib.parse import urlsplit

import botocore.auth
import botocore.session
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
TIME = datetime.datetime.fromtimestamp(1_790_000_000, datetime.timezone.utc)
ARN = "arn:aws:drs:eu-central-1:123456789012:source-server/s-0123456789abcdef0"
CALLS = [
    ("drs", "start_recovery", None, {
        "isDrill": True,
        "sourceServers": [
            {"sourceServerID": "s-0123456789abcdef0", "recoverySnapshotID": "pit-0123456789abcdef0"}
        ],
        "tags": {"team": "é & co", "empty": ""},
    }),
    ("lightsail", "create_instances_from_snapshot", "a/token+with=signs", {
        "instanceNames": ["one", "two"],
        "availabilityZone": "eu-central-1a",
        "bundleId": "micro_3_0",
        "instanceSnapshotName": 'before "it"',
        "userData": "#!/bin/sh\n\techo ü",
    }),
    ("drs", "create_extended_source_server", None, {"sourceServerArn": ARN, "tags": {"a": "b"}}),
]


class Sent(Exception):
    pass


def made_by_botocore(service, method, token, parameters):
    """Returns the request as botocore sends it."""
    session = botocore.session.Session()
    session.set_credentials(KEY, SECRET, token)
    client = session.create_client(service, region_name="eu-central-1")
    kept = []

    def keep(request, **_):
        kept.append(request)
        raise Sent

    client.meta.events.register("before-send", keep)
    try:
        getattr(client, method)(**parameters)
    except Sent:
        pass
    return kept[0]


def signature(service, token, request, headers):
    """Returns the `Authorization` header that botocore computes for a request with the headers that were signed."""
    signed = headers["authorization"].split("SignedHeaders=")[1].split(",")[0].split(";")
    added = {"authorization", "host", "x-amz-date", "x-amz-security-token"}
    kept = {name: headers[name] for name in signed if name not in added}
    plain = AWSRequest(request["method"], request["url"], kept, request["body"].encode())
    with mock.patch.object(botocore.auth, "get_current_datetime", return_value=TIME):
        botocore.auth.SigV4Auth(Credentials(KEY, SECRET, token), service, "eu-central-1").add_auth(plain)
    return plain.headers["Authorization"]


def text(value):
    return value.decode() if isinstance(value, bytes) else value


def main():
    requests = [json.loads(line) for line in sys.stdin]
    assert len(requests) == len(CALLS), requests
    for request, (service, method, token, parameters) in zip(requests, CALLS):
        headers = {name.lower(): value for name, value in request["headers"]}
        other = made_by_botocore(service, method, token, parameters)
        ours, theirs = urlsplit(request["url"]), urlsplit(other.url)
        assert request["method"] == other.method
        assert (ours.netloc, ours.path or "/", ours.query) == (theirs.netloc, theirs.path or "/", theirs.query)
        assert json.loads(request["body"]) == json.loads(other.body), (request["body"], other.body)
        for name in ("content-type", "x-amz-target", "x-amz-security-token"):
            theirs = text(other.headers.get(name))
            # For REST-JSON botocore names no media type where the body says it.
            assert theirs is None or headers.get(name) == theirs, (name, headers.get(name), theirs)
        expected = signature(service, token, request, headers)
        assert headers["authorization"] == expected, (headers["authorization"], expected)
        print(f"{service} {method}: {request['method']} {ours.path or '/'}, body and signature are botocore's")


main()
