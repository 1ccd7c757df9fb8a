#!/usr/bin/env python3
"""Hostile input for an MMS server: it answers the next peer as if nothing had been."""

import json
import os
import pathlib
import select
import socket
import subprocess
import sys
import unittest

from mms_wire import ASSOCIATE, CONNECT_REQUEST, Peer, domain_name, tlv
from support import LIMIT, PROGRAM, free_port, main, wait_until

ROOT = pathlib.Path(__file__).parents[2]
SHARED = pathlib.Path(os.environ.get("STATIONBUS_SHARED", ROOT.parent / "shared"))
INDICATION = ("scnLD0", "GGIO1$ST$Ind1$stVal")
BOOLEAN = 0x83
FAILURE = 0x80
MOST_GROWTH = 40_000  # kB
IS_SANITIZED = b"__asan_init" in pathlib.Path(PROGRAM).read_bytes() if os.access(PROGRAM, os.X_OK) else False


class Server:
    """The example mms-server.yaml on free ports."""

    def __init__(self, **environment):
        self.port = free_port()
        names = {"PORT": self.port, "PUBLISH_PORT": free_port(), "REQUEST_PORT": free_port(), **environment}
        self.process = subprocess.Popen(
            [PROGRAM, "run", str(ROOT / "deploy/examples/mms-server.yaml")], stderr=subprocess.PIPE,
            env={**os.environ, **{name: str(x) for name, x in names.items()}})
        wait_until(self.is_up, "the server listens")

    def is_up(self):
        assert self.process.poll() is None, self.process.stderr.read().decode()
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def memory(self):
        """Resident kB."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0])

    def check(self):
        """A fresh peer reads a value."""
        with Peer(self.port) as peer:
            kind, contents = peer.read(*INDICATION)
            assert kind == BOOLEAN and len(contents) == 1, (kind, contents)

    def stop(self):
        """The exit code, and what the server said."""
        self.process.terminate()
        said = self.process.communicate(timeout=LIMIT)[1].decode()
        return self.process.returncode, said


def listen_for(peer, seconds):
    """Reads what comes, until the server closes or nothing comes for a while."""
    while select.select([peer], [], [], seconds)[0]:
        try:
            if not peer.recv(65536):
                return
        except OSError:
            return


class Malformed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.server.check()

    @classmethod
    def tearDownClass(cls):
        code, said = cls.server.stop()
        assert code == 0, (code, said)
        assert "Sanitizer" not in said and "runtime error" not in said, said

    def test_survives_every_recorded_case(self):
        file = SHARED / "malformed/cases.json"
        if not file.is_file():
            self.skipTest(f"{file} is not there")
        cases = json.loads(file.read_text())
        before = self.server.memory()
        for count, case in enumerate(cases):
            try:
                with Peer(self.server.port, case["assoc"]) as peer:
                    for frame in case["frames"]:
                        peer.send(bytes.fromhex(frame))
                    listen_for(peer.socket, 0.005)
            except OSError:
                pass  # closed in the middle of it, as it may be
            try:
                self.server.check()
            except Exception as why:
                raise AssertionError(f"after {case['id']}, {case['desc']}: {why!r}") from why
            if sys.stdout.isatty() and count % 50 == 0:
                print(f"{count} of {len(cases)} cases")
        self.assertIsNone(self.server.process.poll())
        if not IS_SANITIZED:
            self.assertLess(self.server.memory() - before, MOST_GROWTH)

    def test_closes_on_a_tpkt_of_four_octets(self):
        with Peer(self.server.port) as peer:
            peer.send(bytes.fromhex("03000004"))
            with self.assertRaises(OSError):
                peer.tpkt()
        self.server.check()

    def test_bounds_a_tsdu_without_an_end(self):
        with Peer(self.server.port) as peer:
            part = bytes.fromhex("03001f47 02f000") + bytes(8000)
            with self.assertRaises(OSError):
                for _ in range(4000):
                    peer.send(part)
                peer.tpkt()
        with Peer(self.server.port) as peer:
            with self.assertRaises(OSError):
                for _ in range(1000):
                    peer.send(bytes.fromhex("03000007 02f000"))
                peer.tpkt()
        self.server.check()

    def test_serves_beside_a_thousand_half_open_connections(self):
        idle = []
        try:
            for count in range(1000):
                peer = Peer(self.server.port, associate=False)
                idle.append(peer)
                if count % 2:
                    peer.send(CONNECT_REQUEST)
            self.server.check()
        finally:
            for peer in idle:
                peer.socket.close()
        self.server.check()

    def test_bounds_what_waits_for_a_peer_that_never_reads(self):
        names = tlv(0xA1, tlv(0xA0, tlv(0x80, b"\0")) + tlv(0xA1, tlv(0x81, b"scnLD0")))
        before = self.server.memory()
        with Peer(self.server.port) as peer:
            peer.socket.settimeout(1.0)
            try:
                for invoke_id in range(5000):
                    peer.send_pdu(tlv(0xA0, tlv(0x02, (invoke_id % 100).to_bytes(1, "big")) + names))
            except OSError:
                pass  # the server does not read any more, or closed
            self.server.check()
            if not IS_SANITIZED:
                self.assertLess(self.server.memory() - before, MOST_GROWTH)
        self.server.check()

    def test_tells_what_is_wrong_with_a_request(self):
        variable = tlv(0x30, tlv(0xA0, domain_name(*INDICATION)))
        specification = tlv(0xA0, variable)
        array = tlv(0xA0, domain_name("scnLD0", "TYPE1$SP$All$arr"))
        with Peer(self.server.port) as peer:
            # A write that is not allowed; then a wrong type where it is.
            tag, ((_, results),) = peer.ask(tlv(0xA5, specification + tlv(0xA0, tlv(0x83, b"\1"))))
            self.assertEqual((tag, results), (0xA1, b"\x80\x01\x03"))
            item = tlv(0xA0, tlv(0x30, tlv(0xA0, domain_name("scnLD0", "TYPE1$SP$All$i8"))))
            tag, ((_, results),) = peer.ask(tlv(0xA5, item + tlv(0xA0, tlv(0x83, b"\1"))))
            self.assertEqual((tag, results), (0xA1, b"\x80\x01\x07"))
            # A name to continue after that is not there: what is sorted behind it.
            scope = tlv(0xA0, tlv(0x80, b"\0")) + tlv(0xA1, tlv(0x81, b"scnLD0")) + tlv(0x82, b"TYPE1$nope")
            tag, ((_, answer),) = peer.ask(tlv(0xA1, scope))
            self.assertEqual(tag, 0xA1)
            # An index out of range.
            access = tlv(0xA5, tlv(0x82, b"\x7f"))
            tag, ((_, answer),) = peer.ask(tlv(0xA4, tlv(0xA1, tlv(0xA0, tlv(0x30, array + access)))))
            self.assertEqual(tag, 0xA1)
            self.assertTrue(answer.endswith(b"\x80\x01\x0a"), answer.hex())
            # Files: none is served.
            name = tlv(0xA0, tlv(0x19, b"../etc/passwd")) + tlv(0x81, b"\0")
            tag, _ = peer.ask(b"\xbf\x48" + bytes([len(name)]) + name)
            self.assertEqual(tag, 0xA2)
        self.server.check()

    def test_refuses_to_associate_with_pdus_of_no_size(self):
        with Peer(self.server.port, associate=False) as peer:
            peer.send(CONNECT_REQUEST)
            peer.tpkt()
            peer.send(ASSOCIATE.replace(bytes.fromhex("800300fde8"), bytes.fromhex("8003000000")))
            self.assertEqual(peer.tsdu()[0], 12)  # RF
        self.server.check()


if __name__ == "__main__":
    main()
