#!/usr/bin/env python3
"""Lets Wireshark's own decoders read what ours encode: nothing may be malformed.

The unit tests' program writes a presentation connect with an AARQ and an MMS
initiate in it, and 500 MMS PDUs of all kinds with made-up contents. They are put
into session, COTP and TPKT and into a capture file, which tshark reads.
"""

import argparse
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

PORTS = (40000, 102)


def tpkt(payload):
    return struct.pack(">BBH", 3, 0, 4 + len(payload)) + payload


def cotp_data(payload):
    """In as many TPDUs as a TPKT of 65,535 octets needs."""
    pieces = [payload[i : i + 60000] for i in range(0, len(payload), 60000)]
    last = len(pieces) - 1
    return b"".join(tpkt(bytes([2, 0xF0, 0x80 if i == last else 0]) + x) for i, x in enumerate(pieces))


def parameter(code, value):
    if len(value) < 255:
        return bytes([code, len(value)]) + value
    return bytes([code, 255]) + struct.pack(">H", len(value)) + value


def session_connect(user_data):
    inside = (
        parameter(5, parameter(0x13, b"\0") + parameter(0x16, b"\2"))
        + parameter(0x14, b"\0\2")
        + parameter(0xC1, user_data)
    )
    return parameter(0x0D, inside)


def frames_of(lines):
    yield tpkt(bytes.fromhex("11e00000000100c0010dc2020001c1020001"))
    for line in lines:
        kind, octets = line.split()
        octets = bytes.fromhex(octets)
        yield cotp_data(session_connect(octets) if kind == "CP" else b"\1\0\1\0" + octets)


def capture(stream_pieces):
    """Ethernet, IPv4 and TCP around pieces of one direction's stream."""
    out = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1)
    sequence = 1
    for piece in stream_pieces:
        for start in range(0, len(piece), 60000):
            part = piece[start : start + 60000]
            tcp = struct.pack(">HHIIBBHHH", *PORTS, sequence, 1, 0x50, 0x18, 65535, 0, 0)
            size = 20 + len(tcp) + len(part)
            ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, size, 0, 0, 64, 6, 0, b"\x7f\0\0\1", b"\x7f\0\0\2")
            frame = b"\0" * 12 + b"\x08\0" + ip + tcp + part
            out += struct.pack("<IIII", 0, 0, len(frame), len(frame)) + frame
            sequence += len(part)
    return out


def tshark(file, *fields):
    command = ["tshark", "-r", str(file), "-o", "tcp.desegment_tcp_streams:TRUE", "-T", "fields"]
    for field in fields:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [line.split("\t") for line in done.stdout.splitlines()]


def main():
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--tests", required=True, help="the program of the unit tests of messages/")
    program = options.parse_args().tests
    if not shutil.which("tshark"):
        print("skipped: tshark is not here")
        return 77
    with tempfile.TemporaryDirectory() as folder:
        dialogue = pathlib.Path(folder, "dialogue")
        subprocess.run(
            [program, "--run_test=asn1_dialogue"],
            env={**os.environ, "STATIONBUS_DIALOGUE": str(dialogue)},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        lines = dialogue.read_text().splitlines()
        file = pathlib.Path(folder, "dialogue.pcap")
        file.write_bytes(capture(frames_of(lines)))
        rows = tshark(file, "frame.number", "frame.protocols", "_ws.malformed", "_ws.expert.message")
        if keep := os.environ.get("STATIONBUS_KEEP"):
            shutil.copytree(folder, keep, dirs_exist_ok=True)
    read = [row for row in rows if "mms" in row[1]]
    wrong = [row for row in rows if row[2] or "alformed" in "".join(row[3:])]
    print(f"{len(lines)} PDUs, {len(read)} frames that tshark reads as MMS, {len(wrong)} malformed")
    for row in wrong[:10]:
        print("  malformed:", row)
    return 0 if not wrong and len(read) == len(lines) else 1


if __name__ == "__main__":
    sys.exit(main())
