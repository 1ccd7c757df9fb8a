"""A real XMPP server, Prosody, for the tests: its own configuration, certificates and accounts, on loopback
(tools/prosody).

    prosody.py --serve   one with the accounts scada and ied, until it is ended; says PORT CA_FILE DOMAIN PASSWORD"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile

import support

DOMAIN = "bus.test"
PASSWORD = "secret-of-a-test"
MAKER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../tools/prosody")


def skip_without():
    """Ends the test script where there is no Prosody."""
    for program in ("prosody", "prosodyctl", "openssl"):
        if not shutil.which(program):
            print(f"skipped: there is no {program}; tools/needs test installs it")
            raise SystemExit(77)


def skip_without_xmpp(server):
    """Ends the test script where the program is built without XMPP."""
    section = {"name": "x", "protocol": "mms", "xmpp": server.account("scada"), "xmppsp": {"server_id": f"ied@{DOMAIN}"}}
    with tempfile.NamedTemporaryFile("w", suffix=".yaml") as file:
        support.yaml.safe_dump({"connections": [section]}, file)
        file.flush()
        said = subprocess.run([support.PROGRAM, "check", file.name], capture_output=True, text=True)
    if "built without XMPP" in said.stdout + said.stderr:
        print("skipped: the program is built without XMPP")
        raise SystemExit(77)


class Prosody:
    """`settings`: lines of its configuration that count more than those before."""

    def __init__(self, accounts=("scada", "ied", "ied2"), settings="", certificate=DOMAIN):
        self.folder = tempfile.mkdtemp(prefix="prosody-")
        self.port = support.free_port()
        self.process = None
        self.ca_file = os.path.join(self.folder, "ca.pem")
        self.file = os.path.join(self.folder, "prosody.cfg.lua")
        subprocess.run([MAKER, self.folder, str(self.port), DOMAIN, PASSWORD, *accounts], check=True,
                       env={**os.environ, "CERTIFIED": certificate, "SETTINGS": settings})
        self.start()

    def start(self):
        self.said = open(os.path.join(self.folder, "output"), "ab")
        self.process = subprocess.Popen(["prosody", "--config", self.file, "-F"], stdout=self.said, stderr=self.said)
        support.wait_until(self._listens, "Prosody listens")

    def _listens(self):
        if self.process.poll() is not None:
            raise AssertionError("Prosody ended: " + self.log())
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def log(self):
        out = ""
        for name in ("output", "prosody.log"):
            path = os.path.join(self.folder, name)
            if os.path.exists(path):
                with open(path, encoding="utf-8", errors="replace") as text:
                    out += text.read()
        return out

    def kill(self):
        self.process.kill()
        self.process.wait()
        self.said.close()

    def stop(self):
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(support.LIMIT)
        self.said.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def account(self, name, resource=None, **more):
        """The section `xmpp` of a configuration."""
        jid = f"{name}@{DOMAIN}" + (f"/{resource}" if resource else "")
        return {"host": "127.0.0.1", "port": self.port, "jid": jid, "password": PASSWORD, "ca_file": self.ca_file, **more}


if __name__ == "__main__":
    if sys.argv[1:] != ["--serve"]:
        print(__doc__)
        raise SystemExit(2)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    with Prosody() as server:
        print(server.port, server.ca_file, DOMAIN, PASSWORD, flush=True)
        while True:
            signal.pause()
