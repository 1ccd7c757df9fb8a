"""What deploy/ holds is what this program and these services take: the example
stations, the Kubernetes example and the systemd unit, without running them."""

import argparse
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import unittest

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}; tools/needs test installs it")
    sys.exit(77)

arguments = argparse.ArgumentParser()
arguments.add_argument("--program", default="build/release/stationbus")
options, rest = arguments.parse_known_args()
PROGRAM = os.path.abspath(options.program)
DEPLOY = os.path.join(os.path.dirname(__file__), "../../deploy")


def documents(name):
    with open(os.path.join(DEPLOY, name), encoding="utf-8") as text:
        return list(yaml.safe_load_all(text))


def run(*command, **environment):
    done = subprocess.run(command, env={**os.environ, **environment}, check=False, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    return done.returncode, done.stdout


class Examples(unittest.TestCase):
    def test_each_station_has_no_mistake(self):
        files = glob.glob(os.path.join(DEPLOY, "examples/*.yaml"))
        stations = [x for x in files if not x.endswith("simulator.yaml")]
        self.assertTrue(stations)
        for station in stations:
            code, said = run(PROGRAM, "check", station)
            if "built without XMPP" not in said:
                self.assertEqual(code, 0, said)


class Compose(unittest.TestCase):
    def test_each_service_is_shut_off_and_its_files_are_there(self):
        (compose,) = documents("compose.yaml")
        for name, service in compose["services"].items():
            with self.subTest(name):
                self.assertTrue(service["read_only"])
                self.assertEqual(service["cap_drop"], ["ALL"])
                for volume in service["volumes"]:
                    self.assertTrue(os.path.isfile(os.path.join(DEPLOY, volume.split(":")[0])))


class Kubernetes(unittest.TestCase):
    def setUp(self):
        self.objects = {x["kind"]: x for x in documents("kubernetes/stationbus.yaml")}
        self.pod = self.objects["Deployment"]["spec"]["template"]
        (self.container,) = self.pod["spec"]["containers"]

    def test_its_station_has_no_mistake(self):
        with tempfile.TemporaryDirectory() as folder:
            key = os.path.join(folder, "server.key")
            code, said = run(PROGRAM, "keys", "--secret-only", key)
            self.assertEqual(code, 0, said)
            station = os.path.join(folder, "station.yaml")
            with open(station, "w", encoding="utf-8") as out:
                out.write(self.objects["ConfigMap"]["data"]["station.yaml"]
                          .replace("/run/secrets/stationbus/server.key", key))
            # Every variable that it reads is one that the container has.
            given = {x["name"]: x.get("value", letter * 40)
                     for letter, x in zip("abcdefgh", self.container["env"])}
            code, said = run(PROGRAM, "check", station, **given)
            self.assertEqual(code, 0, said)

    def test_its_parts_fit_each_other(self):
        labels = self.pod["metadata"]["labels"]
        self.assertEqual(self.objects["Deployment"]["spec"]["selector"]["matchLabels"], labels)
        self.assertEqual(self.objects["Service"]["spec"]["selector"], labels)
        self.assertEqual({x["name"] for x in self.container["volumeMounts"]},
                         {x["name"] for x in self.pod["spec"]["volumes"]})
        self.assertEqual([x["port"] for x in self.objects["Service"]["spec"]["ports"]],
                         [x["containerPort"] for x in self.container["ports"]])

    def test_it_is_not_root_and_writes_nothing(self):
        self.assertTrue(self.pod["spec"]["securityContext"]["runAsNonRoot"])
        self.assertTrue(self.container["securityContext"]["readOnlyRootFilesystem"])
        self.assertEqual(self.container["securityContext"]["capabilities"], {"drop": ["ALL"]})


class Systemd(unittest.TestCase):
    @unittest.skipUnless(shutil.which("systemd-analyze"), "systemd is not here")
    def test_the_unit_and_its_drop_ins_are_understood(self):
        with tempfile.TemporaryDirectory() as folder:
            shutil.copytree(os.path.join(DEPLOY, "systemd"), folder, dirs_exist_ok=True)
            unit = os.path.join(folder, "stationbus.service")
            with open(unit, encoding="utf-8") as text:
                here = text.read().replace("/usr/local/bin/stationbus", PROGRAM)
            with open(unit, "w", encoding="utf-8") as out:
                out.write(here)
            code, said = run("systemd-analyze", "verify", "--man=no", "--recursive-errors=no", unit)
            self.assertEqual((code, said), (0, ""))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *rest], verbosity=2)
