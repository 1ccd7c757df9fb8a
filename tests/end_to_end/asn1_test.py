#!/usr/bin/env python3
"""The commands for ASN.1 as a user has them: modules checked, values converted."""

import glob
import json
import os
import subprocess
import tempfile
import unittest

from support import LIMIT, PROGRAM, main

SCHEMAS = sorted(glob.glob(os.path.join(os.path.dirname(__file__), "../../schemas/asn1/*.asn")))
MMS = "ISO-9506-MMS-1.MMSpdu"
STATUS = bytes.fromhex("a0 06 02 01 01 80 01 ff")
STATUS_JSON = {"confirmed-RequestPDU": {"invokeID": 1, "service": {"status": True}}}
STATUS_XML = ("<MMSpdu><confirmed-RequestPDU><invokeID>1</invokeID><service><status><true/></status></service>"
              "</confirmed-RequestPDU></MMSpdu>")


def run(*words, given=b""):
    return subprocess.run([PROGRAM, "asn1", *words], input=given, capture_output=True, timeout=LIMIT, check=False)


def convert(given, source, target, name=MMS, modules=()):
    given = given if isinstance(given, bytes) else given.encode()
    with_modules = ("--modules", *modules) if modules else ()
    return run("convert", "--type", name, "--from", source, "--to", target, *with_modules, given=given)


class Check(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def file(self, name, text):
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as out:
            out.write(text)
        return path

    def test_a_line_for_each_module_that_is_well(self):
        got = run("check", *SCHEMAS)
        self.assertEqual(got.returncode, 0, got.stderr)
        lines = got.stdout.decode().splitlines()
        self.assertEqual(len(lines), len(SCHEMAS))
        for line, path in zip(lines, SCHEMAS):
            self.assertRegex(line, rf"^{path}: [A-Z][A-Za-z0-9-]*: ok, \d+ types$")

    def test_every_mistake_with_its_place(self):
        path = self.file("wrong.asn", "M DEFINITIONS ::= BEGIN\nA ::= SEQUENCE {a Nothing}\nB ::= Nowhere\nEND\n")
        got = run("check", path)
        self.assertEqual(got.returncode, 2)
        told = got.stderr.decode()
        self.assertIn(f"{path}:2:19: ", told)
        self.assertIn(f"{path}:3:7: ", told)
        self.assertIn("2 mistakes in the modules", told)
        self.assertEqual(got.stdout, b"")

    def test_a_file_that_is_not_there(self):
        got = run("check", "/nowhere.asn")
        self.assertEqual(got.returncode, 2)
        self.assertIn(b"/nowhere.asn: cannot be read", got.stderr)

    def test_modules_that_a_value_is_to_be_of_are_checked_too(self):
        path = self.file("wrong.asn", "M DEFINITIONS ::= BEGIN A ::= Nothing END")
        got = convert("", "ber", "json", "M.A", [path])
        self.assertEqual(got.returncode, 2)
        self.assertIn(f"{path}:1:31: ", got.stderr.decode())


class Convert(unittest.TestCase):
    def test_from_each_form_to_each(self):
        forms = {"ber": STATUS, "hex": STATUS.hex() + "\n", "xer": STATUS_XML + "\n", "json": json.dumps(STATUS_JSON)}
        for source, given in forms.items():
            for target, expected in forms.items():
                got = convert(given, source, target)
                self.assertEqual(got.returncode, 0, got.stderr)
                if target == "json":
                    self.assertEqual(json.loads(got.stdout), STATUS_JSON)
                else:
                    self.assertEqual(got.stdout, expected if isinstance(expected, bytes) else expected.encode())

    def test_hex_may_have_spaces_and_lines(self):
        got = convert("A0 06\n02 01 01\t80 01 ff\n", "hex", "hex")
        self.assertEqual(got.stdout, b"a0060201018001ff\n")
        self.assertEqual(convert("a0 0", "hex", "json").returncode, 1)

    def test_modules_of_ones_own(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "my.asn")
            with open(path, "w", encoding="utf-8") as out:
                out.write("My DEFINITIONS AUTOMATIC TAGS ::= BEGIN\n"
                          "Point ::= SEQUENCE {x INTEGER, y INTEGER DEFAULT 0} END")
            got = convert('{"x": 300}', "json", "hex", "My.Point", [path])
            self.assertEqual((got.returncode, got.stdout), (0, b"30048002012c\n"), got.stderr)
            got = convert("30 04 80 02 01 2c", "hex", "xer", "My.Point", [path])
            self.assertEqual(got.stdout, b"<Point><x>300</x><y>0</y></Point>\n")

    def test_a_broken_pdu_is_told_with_path_and_octet(self):
        got = convert(b"\xa0\x05\x02\x00\x80\x01\x00", "ber", "json")
        self.assertEqual((got.returncode, got.stdout), (1, b""))
        self.assertIn(b"MMSpdu.confirmed-RequestPDU.invokeID: at octet 2: a number without octets", got.stderr)
        got = convert(STATUS[:5], "ber", "json")
        self.assertEqual(got.returncode, 1)
        self.assertIn(b"MMSpdu: at octet 0: [0] is to have 6 octets of contents, and 3 are there", got.stderr)
        got = convert(STATUS_XML.replace("<true/>", "<maybe/>"), "xer", "ber")
        self.assertEqual(got.returncode, 1)
        self.assertIn(b"MMSpdu.confirmed-RequestPDU.service.status: at character ", got.stderr)
        got = convert("{", "json", "ber")
        self.assertEqual(got.returncode, 1)
        self.assertIn(b"MMSpdu: at character ", got.stderr)

    def test_names_that_are_not_there_bring_those_that_are(self):
        got = convert(STATUS, "ber", "json", "ISO-9506-MMS-1.MmsPdu")
        self.assertEqual(got.returncode, 2)
        self.assertIn(b"did you mean MMSpdu?", got.stderr)
        got = convert(STATUS, "ber", "json", "ACSE-2.ACSE-apdu")
        self.assertEqual(got.returncode, 2)
        self.assertIn(b"did you mean ACSE-1?", got.stderr)
        self.assertIn(b"ISO-9506-MMS-1", got.stderr)
        self.assertEqual(convert(STATUS, "ber", "json", "MMSpdu").returncode, 2)

    def test_wrong_usage(self):
        self.assertEqual(run().returncode, 2)
        self.assertEqual(run("convert", "--type", MMS).returncode, 2)
        self.assertEqual(convert(STATUS, "ber", "per").returncode, 2)

    def test_help_has_examples(self):
        for words in (("check", "--help"), ("convert", "--help")):
            got = run(*words)
            self.assertEqual(got.returncode, 0)
            self.assertIn(b"Examples:\n  ", got.stdout)


if __name__ == "__main__":
    main()
