#!/usr/bin/env python3
"""Lets Wireshark's own decoder read what ours encode: nothing may be malformed, and
heads and addresses are to be the same.

The unit tests' program writes U, S and I frames with made-up ASDUs of all types. They
are put into a capture file, which tshark reads.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

import pcap
from iec104_wire import ELEMENTS, Asdu

PORT = 2404
HEAD = ("typeid", "numix", "causetx", "nega", "test", "oa", "addr")
FIELDS = ("frame.protocols", "_ws.malformed", "_ws.expert.message",
          *(f"iec60870_asdu.{x}" for x in (*HEAD, "ioa", "siq.spi", "diq.dpi", "bcr.count")))


def tshark(file):
    command = ["tshark", "-r", str(file), "-T", "fields"]
    for field in FIELDS:
        command += ["-e", field]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [dict(zip(FIELDS, line.split("\t"))) for line in done.stdout.splitlines()]


def numbers(row, field):
    return [int(x) for x in row[f"iec60870_asdu.{field}"].split(",") if x]


def is_told_the_same(row, octets):
    """Whether tshark sees in an I frame's ASDU what the tests' own decoder sees."""
    asdu = Asdu.decode(octets)
    head = (asdu.type, octets[1] & 0x7F, asdu.cause, asdu.negative, asdu.test, asdu.originator, asdu.common)
    if [numbers(row, x) for x in HEAD] != [[int(x)] for x in head]:
        return False
    if asdu.type not in ELEMENTS:
        return numbers(row, "ioa")[0] == int.from_bytes(octets[6:9], "little")
    told = [numbers(row, x) for x in ("siq.spi", "diq.dpi", "bcr.count") if numbers(row, x)]
    return (numbers(row, "ioa") == [x.address for x in asdu.objects]
            and all(x == [int(y.value) for y in asdu.objects] for x in told))


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
            [program, "--run_test=iec104_dialogue"],
            env={**os.environ, "STATIONBUS_DIALOGUE": str(dialogue)},
            check=True,
            stdout=subprocess.DEVNULL,
        )
        apdus = [bytes.fromhex(x) for x in dialogue.read_text().split()]
        file = pathlib.Path(folder, "dialogue.pcap")
        pcap.write(file, ((False, x) for x in apdus), PORT)
        rows = tshark(file)
        if keep := os.environ.get("STATIONBUS_KEEP"):
            shutil.copytree(folder, keep, dirs_exist_ok=True)
    read = [(row, x) for row, x in zip(rows, apdus) if "iec60870_104" in row["frame.protocols"]]
    wrong = [x for row, x in read if row["_ws.malformed"] or row["_ws.expert.message"]]
    other = [x for row, x in read if len(x) > 6 and not is_told_the_same(row, x[6:])]
    print(f"{len(apdus)} APDUs, {len(read)} that tshark reads, {len(wrong)} malformed, {len(other)} told differently")
    for x in (wrong + other)[:10]:
        print("  ", x.hex(" "))
    return 0 if not wrong and not other and len(read) == len(apdus) == len(rows) else 1


if __name__ == "__main__":
    sys.exit(main())
