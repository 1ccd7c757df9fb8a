#!/usr/bin/env python3
"""Says to our MMS server what foreign clients said to theirs, and compares the answers.

The server is deploy/examples/mms-server.yaml, which has the objects of the recorded
one. What a raw MMS server has no answer to (setting groups, and models that are not its own) is named below with the reason.
"""

import os
import pathlib
import struct
import sys
import tempfile
import unittest

import pcap
from mms_malformed_test import Server
from mms_wire import DATA, Peer, values
from support import main

ROOT = pathlib.Path(__file__).parents[2]
SHARED = pathlib.Path(os.environ.get("STATIONBUS_SHARED", ROOT.parent / "shared"))
CAPTURES = SHARED / "captures/mms"

KINDS = {0xA1: "response", 0xA2: "error", 0xA4: "reject"}
OBTAIN_FILE = b"\xbf\x2e"
HOSTILE = "19_"  # malformed on purpose: any kind of refusal will do
OTHER_MODELS = ("17_", "23_")  # recorded with objects that the example does not have

# Requests whose answers are of another kind, by the octets of the service's tag, and why.
ALLOWED = {
    "a1": "names of the VMD itself: an empty list here, there object-access-unsupported",
    "bf": "fileRename: done here, there it is not known",
}


def mms_pdu(tsdu):
    """The PDU in a DT, if it is one of MMS."""
    if tsdu[:4] != DATA:
        return None
    try:
        ((_, fully),) = values(tsdu[4:])
        ((_, pdv),) = values(fully)
        *_, (_, context), (_, pdu) = values(pdv)
        return pdu if context == b"\x03" else None
    except (ValueError, IndexError):
        return None


def tsdus(frames):
    """(from client, TPKTs so far, TSDU or None for what is none)."""
    parts = {True: [], False: []}
    data = {True: b"", False: b""}
    for from_client, frame in frames:
        parts[from_client].append(frame)
        if frame[5] != 0xF0:
            yield from_client, parts[from_client], None
        else:
            data[from_client] += frame[7:]
            if not frame[6] & 0x80:
                continue
            yield from_client, parts[from_client], data[from_client]
        parts[from_client], data[from_client] = [], b""


def key_of(pdu):
    """What the PDU is, its invoke id, and the service's tag, as far as it can be read."""
    try:
        ((tag, contents),) = values(pdu)
        if tag not in (0xA0, 0xA1, 0xA2, 0xA4):
            return tag, None, None
        (_, invoke_id), *parts = values(contents)
        return tag, int.from_bytes(invoke_id, "big"), f"{parts[0][0]:x}" if parts else None
    except (ValueError, IndexError):
        return None, None, None


class Recordings(unittest.TestCase):
    def test_answers_as_the_recorded_server_did(self):
        different, asked, dialogues = [], 0, []
        files = tempfile.TemporaryDirectory()
        pathlib.Path(files.name, "small.txt").write_bytes(bytes(100))
        pathlib.Path(files.name, "COMTRADE").mkdir()
        pathlib.Path(files.name, "COMTRADE/fault1.dat").write_bytes(bytes(200_000))
        server = Server(FILES=files.name)
        try:
            for file in sorted(CAPTURES.glob("*.pcap")):
                connections = {}
                for connection, from_client, frame in pcap.tpkts(file):
                    connections.setdefault(connection, []).append((from_client, frame))
                for frames in connections.values():
                    count, heard = self.replay(server, file.name, list(frames), different)
                    asked += count
                    dialogues.append(heard)
            server.check()
        finally:
            code, said = server.stop()
        self.assertEqual(code, 0, said)
        self.assertNotIn("Sanitizer", said)
        for line in different:
            print(line)
        print(f"{asked} requests, {len(different)} answered otherwise")
        self.assertEqual([x for x in different if not x.startswith("allowed")], [])
        self.assertEqual(pcap.malformed(dialogues), [])

    def replay(self, server, name, frames, different):
        """Our server's answer to each thing that the client said, beside the recorded one."""
        recorded = {}
        for from_client, _, tsdu in tsdus(frames):
            pdu = mms_pdu(tsdu) if tsdu and not from_client else None
            if pdu:
                tag, invoke_id, _ = key_of(pdu)
                if tag in KINDS:
                    recorded[invoke_id] = tag
        asked, heard = 0, []
        with Peer(server.port, associate=False) as peer:
            for from_client, parts, tsdu in tsdus(frames):
                if not from_client:
                    continue
                for part in parts:
                    peer.send(part)
                heard.append((True, b"".join(parts)))
                pdu = mms_pdu(tsdu) if tsdu else None
                tag, invoke_id, service = key_of(pdu) if pdu else (None, None, None)
                if tsdu and not pdu and tsdu[0] == 25:
                    break  # an abort is not answered
                try:
                    if pdu and (OBTAIN_FILE in pdu[:16] or tag == 0xA1):
                        self.answer(peer, None)  # the server asks the client in turn
                        continue
                    wanted = None if name.startswith(HOSTILE) or tag != 0xA0 else invoke_id
                    answer = self.answer(peer, wanted) if not pdu or tag in (0xA0, 0x8B) else None
                except OSError as why:
                    if name.startswith(HOSTILE) or (tsdu and not pdu):
                        break
                    raise AssertionError(f"{name}: {pdu.hex() if pdu else parts}: {why}") from why
                heard.append((False, peer.heard))
                peer.heard = b""
                if tag != 0xA0 or invoke_id is None:
                    continue
                asked += 1
                got, id_told, _ = key_of(answer)
                if name.startswith(HOSTILE):
                    continue
                self.assertEqual(id_told, invoke_id, f"{name}: {pdu.hex()}")
                if invoke_id not in recorded:
                    continue  # the recorded server had crashed
                if got != recorded[invoke_id]:
                    kinds = f"{KINDS.get(got)}, recorded {KINDS.get(recorded[invoke_id])}"
                    allowed = service in ALLOWED or name.startswith(OTHER_MODELS)
                    different.append(f"{'allowed' if allowed else 'WRONG'}: {name} {service} {kinds}: {pdu.hex()[:120]}")
        return asked, heard

    @staticmethod
    def answer(peer, invoke_id):
        """The next PDU that is no report, and has the invoke id if there is one."""
        while True:
            first = peer.tpkt()
            if first[1] != 0xF0:
                return b""
            tsdu = first[3:]
            while not first[2] & 0x80:
                first = peer.tpkt()
                tsdu += first[3:]
            pdu = mms_pdu(tsdu)
            if not pdu or (pdu[0] != 0xA3 and invoke_id in (None, key_of(pdu)[1])):
                return pdu or b""


if __name__ == "__main__":
    if not CAPTURES.is_dir():
        print(f"skipped: {CAPTURES} is not there")
        sys.exit(77)
    main()
