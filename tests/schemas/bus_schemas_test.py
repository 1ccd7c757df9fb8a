#!/usr/bin/python3
"""Checks schemas/bus: good draft 4, right ids, no dead reference, and right
about the bodies in golden/, which are what the encoders write.

Exit code 77 where Debian's python3-yaml or python3-jsonschema is missing.
"""

import copy
import json
import pathlib
import sys
import unittest
import urllib.parse

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}; install python3-yaml and python3-jsonschema")
    sys.exit(77)

HERE = pathlib.Path(__file__).resolve().parent
FOLDER = HERE.parent.parent / "schemas" / "bus"
GOLDEN = HERE / "golden"

# Without this "#/definitions/x" is not resolved against an id of this scheme.
urllib.parse.uses_relative.append("hat")
urllib.parse.uses_netloc.append("hat")

EXPECTED = {
    "command", "data", "error", "gap", "quality", "replay", "report", "request",
    "response", "snapshot", "state", "status", "value",
}


def schema_id(name):
    return f"hat://bus/{name}.yaml#"


def load_schemas():
    return {path.stem: yaml.safe_load(path.read_text())
            for path in sorted(FOLDER.glob("*.yaml"))}


SCHEMAS = load_schemas()
STORE = {schema["id"].rstrip("#"): schema for schema in SCHEMAS.values()}


def errors(name, body, definition=None):
    """What is wrong with body under a schema, or one of its definitions."""
    place = schema_id(name) + (f"/definitions/{definition}" if definition else "")
    resolver = jsonschema.RefResolver(schema_id(name), SCHEMAS[name], store=STORE)
    validator = jsonschema.Draft4Validator({"$ref": place}, resolver=resolver)
    return [error.message for error in validator.iter_errors(body)]


def golden(name):
    return json.loads((GOLDEN / f"{name}.json").read_text())


def references(x):
    if isinstance(x, dict):
        if isinstance(x.get("$ref"), str):
            yield x["$ref"]
        for child in x.values():
            yield from references(child)
    elif isinstance(x, list):
        for child in x:
            yield from references(child)


class Schemas(unittest.TestCase):

    def test_all_are_there(self):
        self.assertEqual(set(SCHEMAS), EXPECTED)

    def test_each_is_draft_4(self):
        for name, schema in SCHEMAS.items():
            with self.subTest(name):
                self.assertEqual(schema["$schema"],
                                 "http://json-schema.org/draft-04/schema#")
                jsonschema.Draft4Validator.check_schema(schema)

    def test_each_is_named_after_its_file(self):
        for name, schema in SCHEMAS.items():
            self.assertEqual(schema["id"], schema_id(name))

    def test_each_reference_leads_somewhere(self):
        for name, schema in SCHEMAS.items():
            resolver = jsonschema.RefResolver(schema_id(name), schema, store=STORE)
            for reference in references(schema):
                with self.subTest(name, reference=reference):
                    resolver.resolve(reference)


class Golden(unittest.TestCase):

    def test_each_body_is_valid(self):
        paths = sorted(GOLDEN.glob("*.json"))
        self.assertGreater(len(paths), 30)
        for path in paths:
            with self.subTest(path.name):
                body = json.loads(path.read_text())
                self.assertEqual(errors(path.name.split(".")[0], body), [])

    def test_results_are_valid_under_their_definitions(self):
        for name in ("read", "write", "list"):
            with self.subTest(name):
                result = golden(f"response.{name}")["result"]
                self.assertEqual(errors("response", result, name), [])

    def test_values_are_valid_under_their_types(self):
        for name in ("boolean", "integer", "float", "string", "bit_string",
                     "octet_string", "double_point", "structure", "time"):
            with self.subTest(name):
                value = golden(f"data.{name}")["value"]
                self.assertEqual(errors("value", value, name), [])

    def test_each_method_of_a_request_is_known(self):
        methods = [name for name in SCHEMAS["request"]["definitions"]
                   if "method" in SCHEMAS["request"]["definitions"][name]
                   .get("properties", {}) and name != "call"]
        self.assertEqual(len(methods), 29)


class Bad(unittest.TestCase):
    """Schemas that let everything pass would pass the tests above."""

    def refuse(self, schema, body, *path, to=None):
        body = copy.deepcopy(body)
        at = body
        for step in path[:-1]:
            at = at[step]
        if to is None:
            del at[path[-1]]
        else:
            at[path[-1]] = to
        self.assertNotEqual(errors(schema, body), [], (schema, path, to))

    def test_data(self):
        good = golden("data.float")
        for member in good:
            self.refuse("data", good, member)
        self.refuse("data", good, "quality", "validity", to="fine")
        self.refuse("data", good, "quality", "detail", to=[])
        self.refuse("data", good, "reasons", to=["why-not"])
        self.refuse("data", good, "time", to="2026-11-22T07:45:12Z")
        self.refuse("data", good, "ref", to="no_connection")
        self.refuse("data", good, "seq", to="1")

    def test_state_and_gap(self):
        state = golden("state.failed")
        self.refuse("state", state, "state", to="happy")
        for member in state:
            self.refuse("state", state, member)
        self.refuse("gap", golden("gap.messages"), "to_seq")

    def test_requests(self):
        good = golden("request.read")
        self.refuse("request", good, "jsonrpc", to="1.0")
        self.refuse("request", good, "jsonrpc")
        self.refuse("request", good, "method", to="raed")
        self.refuse("request", good, "params")
        self.refuse("request", good, "params", "refs", to="pv1:a")
        self.refuse("request", good, "params", "source", to="cache")
        self.refuse("request", good, "params", "more", to=1)
        self.refuse("request", good, "timeout", to=0)
        self.refuse("request", good, "id", to=[])
        write = golden("request.write")
        self.refuse("request", write, "params", "writes", 0, "value")
        self.refuse("request", write, "params", "writes", 3, "quality", "validity")
        self.refuse("request", write, "params", "writes", 3, "quality", "detail", to=[])
        self.refuse("request", write, "params", "writes", 3, "time", to="now")
        counters = golden("request.interrogate_counters")
        self.refuse("request", counters, "params", "kind", to="all")
        self.refuse("request", counters, "params", "kind", to="general")
        self.refuse("request", counters, "params", "kind")
        self.refuse("request", counters, "params", "group", to=5)
        self.refuse("request", counters, "params", "group", to=0)
        self.refuse("request", counters, "params", "common_address", to=65535)
        self.refuse("request", counters, "params", "freeze", to="thaw")
        group = golden("request.interrogate_group")
        self.refuse("request", group, "params", "group", to=17)
        self.refuse("request", group, "params", "freeze", to="read")
        self.assertNotEqual(errors("request", []), [])

    def test_responses(self):
        gone = golden("response.gone")
        self.refuse("response", gone, "error", "code", to=1)
        self.refuse("response", gone, "error", "code", to=11)
        self.refuse("response", gone, "error", "data", "kind", to="busy")
        self.refuse("response", gone, "result", to=1)
        self.refuse("response", gone, "error")

    def test_results(self):
        self.refuse("snapshot", golden("snapshot.one"), "values", 0, "quality")
        self.refuse("replay", golden("replay.page"), "next_seq")
        self.refuse("replay", golden("replay.page"), "messages", 0, "topic", to="data")


class ByHand(unittest.TestCase):
    """Bodies of the protocol that no encoder here writes yet."""

    TIME = "2026-11-22T07:45:12.123456720Z"
    ENVELOPE = {"seq": 1, "epoch": "k3f9a2", "sent": TIME}

    def test_report(self):
        entry = {"ref": "ied1:LD0/MMXU1.TotW[MX]", "value": {"mag": {"f": 1.5}},
                 "quality": {"validity": "good"}, "time": self.TIME,
                 "reasons": ["data-change"]}
        body = dict(self.ENVELOPE, rpt_id="r1", seq_num=7, time_of_entry=self.TIME,
                    data_set="ied1:LD0/LLN0.ds1", buf_ovfl=False,
                    entry_id={"hex": "0000000000000001"}, conf_rev=1, entries=[entry])
        self.assertEqual(errors("report", body), [])
        del body["entries"]
        self.assertNotEqual(errors("report", body), [])

    def test_command(self):
        body = dict(self.ENVELOPE, id="c1", ref="server1:LD0/CSWI1.Pos",
                    action="operate", value="on", test=False, deadline=self.TIME,
                    origin={"category": 3, "identity": "scada"})
        self.assertEqual(errors("command", body), [])
        del body["id"]
        self.assertNotEqual(errors("command", body), [])

    def test_status(self):
        body = {"name": "station", "version": "0.1.0", "epoch": "k3f9a2", "uptime": 1.5,
                "connections": [{"name": "pv1", "protocol": "modbus", "points": 12,
                                 "state": "connected", "since": self.TIME}]}
        self.assertEqual(errors("status", body), [])
        body["connections"][0]["state"] = "happy"
        self.assertNotEqual(errors("status", body), [])


if __name__ == "__main__":
    unittest.main()
