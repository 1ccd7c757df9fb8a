#!/usr/bin/env python3
"""The examples of schemas/xmppsp.md keep to schemas/xmppsp.xsd, and mistakes do not."""

import pathlib
import re
import shutil
import subprocess
import sys

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "schemas"
START = '<data xmlns="urn:stationbus:xmppsp:1" from="a" to="b" seq="0"'

WRONG = [
    START.replace("<data", "<tell") + "/>",
    START.replace(' to="b"', "") + "/>",
    START.replace('seq="0"', 'seq="-1"') + "/>",
    START.replace('from="a"', 'from="a b"') + "/>",
    START + ' colour="red"/>',
    START + ' more="false"/>',
    START + ' encoding="hex">00</data>',
    START + ' reason="rejected" by="user"/>',
    START.replace("<data", "<refuse") + ' reason="bored" by="user"/>',
    START.replace("<data", "<connect") + ' version="1" prefers="xml"/>',
    START + ' encoding="xml"><octets>00</octets><octets>00</octets></data>',
]
RIGHT = [
    START + "/>",
    START + ' xml:lang="en"/>',
    START + ' encoding="xml"><octets>00</octets></data>',
]


def is_valid(xml):
    run = subprocess.run(["xmllint", "--nonet", "--noout", "--schema", SCHEMAS / "xmppsp.xsd", "-"],
                         input=xml, capture_output=True, text=True)
    if run.returncode not in (0, 3):
        sys.exit(f"xmllint: {run.stderr}")
    return run.returncode == 0


def main():
    if not shutil.which("xmllint"):
        print("skipped: xmllint is not here (Debian's libxml2-utils)")
        return 77
    examples = re.findall(r"```xml\n(.*?)```", (SCHEMAS / "xmppsp.md").read_text(), re.S)
    wrong = [f"is not valid: {x}" for x in examples + RIGHT if not is_valid(x)]
    wrong += [f"is valid: {x}" for x in WRONG if is_valid(x)]
    if len(examples) < 14:
        wrong.append(f"{len(examples)} examples are too few")
    print("\n".join(wrong) or f"{len(examples)} examples are valid, {len(WRONG)} mistakes are not")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
