"""Capture files: what TCP carried, and files for tshark made of what it is to read."""

import shutil
import struct
import subprocess
import tempfile

OFFSETS = {1: 14, 113: 16, 101: 0, 276: 20}  # link type: octets in front of IP


def packets(file):
    """(link type, frame) of a classic pcap file."""
    octets = open(file, "rb").read()
    order = "<" if octets[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    (link,) = struct.unpack(order + "I", octets[20:24])
    at = 24
    while at < len(octets):
        size = struct.unpack(order + "IIII", octets[at:at + 16])[2]
        yield link, octets[at + 16:at + 16 + size]
        at += 16 + size


def segments(file):
    """(connection, from the one who opened it, octets) in order, without repeats."""
    opened, expected = {}, {}
    for link, frame in packets(file):
        ip = frame[OFFSETS[link]:]
        if ip[0] >> 4 != 4 or ip[9] != 6:
            continue
        tcp = ip[(ip[0] & 15) * 4:struct.unpack(">H", ip[2:4])[0]]
        source, target, sequence = struct.unpack(">HHI", tcp[:8])
        data, flags = tcp[(tcp[12] >> 4) * 4:], tcp[13]
        if flags & 2:
            if not flags & 16:
                opened[(source, target)] = len(opened)
            continue
        if not data:
            continue
        from_client = (source, target) in opened
        connection = opened.get((source, target), opened.get((target, source)))
        if expected.get((source, target), sequence) != sequence:
            continue
        expected[(source, target)] = (sequence + len(data)) & 0xFFFFFFFF
        yield connection, from_client, data


def tpkts(file):
    """(connection, from client, TPKT) in order; what is no TPKT is left out."""
    buffers = {}
    for connection, from_client, data in segments(file):
        buffer = buffers.setdefault((connection, from_client), bytearray())
        buffer += data
        while len(buffer) >= 4 and buffer[0] == 3:
            size = buffer[2] << 8 | buffer[3]
            if size < 4 or len(buffer) < size:
                break
            yield connection, from_client, bytes(buffer[:size])
            del buffer[:size]


def write(file, pieces, port=102):
    """Ethernet, IPv4 and TCP around a dialogue: (from client, octets) in order."""
    sequences = {True: 1, False: 1}
    with open(file, "wb") as out:
        out.write(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 262144, 1))
        for count, (from_client, octets) in enumerate(pieces):
            for at in range(0, len(octets), 60000):
                part = octets[at:at + 60000]
                ports = (40000, port) if from_client else (port, 40000)
                tcp = struct.pack(">HHIIBBHHH", *ports, sequences[from_client], sequences[not from_client],
                                  0x50, 0x18, 65535, 0, 0) + part
                ip = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(tcp), 0, 0, 64, 6, 0,
                                 b"\x7f\0\0\1", b"\x7f\0\0\2") + tcp
                frame = bytes(12) + b"\x08\x00" + ip
                out.write(struct.pack("<IIII", count // 1000, count % 1000, len(frame), len(frame)) + frame)
                sequences[from_client] += len(part)


def malformed(dialogues, port=102):
    """What tshark marks as malformed in what is from servers; none where there is no tshark."""
    if not shutil.which("tshark"):
        return []
    out = []
    for pieces in dialogues:
        with tempfile.NamedTemporaryFile(suffix=".pcap") as file:
            write(file.name, pieces, port)
            said = subprocess.run(
                ["tshark", "-r", file.name, "-Y", f"tcp.srcport == {port} && _ws.malformed"],
                capture_output=True, text=True, check=True).stdout
            out += said.splitlines()
    return out
