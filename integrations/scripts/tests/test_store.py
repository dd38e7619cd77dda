"""Inputs and outputs in a bucket, in a store that moto stands for on this machine."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
PROGRAM = os.environ.get("GRIDCAST", os.path.join(ROOT, ".build", "release", "gridcast"))

try:
    import boto3
    import moto.server  # noqa: F401
    MISSING = None if os.path.exists(PROGRAM) else "the program is not built: %s" % PROGRAM
except ImportError:
    MISSING = "there is no moto here (pip install 'moto[server]')"


@unittest.skipIf(MISSING, "skipped: %s" % MISSING)
class StoreTests(unittest.TestCase):
    """What comes from a bucket and goes there is what files have."""

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp(prefix="gridcast-store-test-")
        cls.addClassCleanup(shutil.rmtree, cls.folder, True)
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            port = one.getsockname()[1]
        with open(os.path.join(cls.folder, "moto.log"), "w") as log:
            server = subprocess.Popen(
                [sys.executable, "-c", "from moto.server import main; main(['-H', '127.0.0.1', '-p', '%d'])" % port],
                stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        cls.addClassCleanup(server.wait)
        cls.addClassCleanup(server.kill)
        end = time.time() + 60
        while True:
            with socket.socket() as one:
                if one.connect_ex(("127.0.0.1", port)) == 0:
                    break
            if time.time() > end:
                raise AssertionError("moto did not come")
            time.sleep(0.1)
        cls.environment = dict(
            {name: value for name, value in os.environ.items() if not name.startswith("AWS_")},
            AWS_ACCESS_KEY_ID="the-key", AWS_SECRET_ACCESS_KEY="the-secret", AWS_S3_ENDPOINT="127.0.0.1:%d" % port,
            AWS_HTTPS="NO", AWS_VIRTUAL_HOSTING="FALSE", AWS_EC2_METADATA_DISABLED="true", CPL_AWS_AUTODETECT_EC2="NO",
            HOME=cls.folder)
        cls.store = boto3.client(
            "s3", endpoint_url="http://127.0.0.1:%d" % port, aws_access_key_id="the-key",
            aws_secret_access_key="the-secret", region_name="us-east-1")
        cls.store.create_bucket(Bucket="gis")
        with open(os.path.join(cls.folder, "p.csv"), "w") as file:
            file.write("lon,lat,kind\n")
            for row in range(500):
                file.write("%.4f,%.4f,%s\n" % (109.5 + row % 31 / 500, 34.5 + row % 17 / 500, "ab"[row % 2]))
        for words in ("convert p.csv -o p.shp", "convert p.csv -o p.geojson",
                      "bin p.csv --category kind --cell 500m -o one.tif --cells one.csv"):
            cls.run_(words)
        for name in os.listdir(cls.folder):
            if name.startswith("p."):
                cls.store.upload_file(os.path.join(cls.folder, name), "gis", "in/" + name)
        cls.store.upload_file(os.path.join(cls.folder, "one.tif"), "gis", "in/one.tif")

    @classmethod
    def run_(cls, words, code=0, **environment):
        changed = {name: value for name, value in dict(cls.environment, **environment).items() if value is not None}
        done = subprocess.run([PROGRAM] + words.split(), cwd=cls.folder, env=changed, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        said = (done.stdout + done.stderr).decode()
        if done.returncode != code:
            raise AssertionError("%s: %d: %s" % (words, done.returncode, said))
        if "the-secret" in said or "the-key" in said:
            raise AssertionError("a key is printed")
        return said

    def names(self, prefix):
        return sorted(one["Key"] for one in self.store.list_objects(Bucket="gis", Prefix=prefix).get("Contents", []))

    def content(self, key):
        return self.store.get_object(Bucket="gis", Key=key)["Body"].read()

    def local(self, name):
        with open(os.path.join(self.folder, name), "rb") as file:
            return file.read()

    def test_inputs(self):
        for name in ("p.csv", "p.shp", "p.geojson"):
            self.run_("bin s3://gis/in/%s --category kind --cell 500m -o i.tif --cells i.csv --overwrite --allow-remote" % name)
            self.assertEqual(self.local("i.tif"), self.local("one.tif"), name)
            self.assertEqual(self.local("i.csv"), self.local("one.csv"), name)
        self.run_("convert s3://gis/in/one.tif -o r.tif --allow-remote")
        self.run_("convert one.tif -o l.tif")
        self.assertEqual(self.local("r.tif"), self.local("l.tif"))

    def test_outputs(self):
        self.run_("bin p.csv --category kind --cell 500m -o s3://gis/out/one.tif --cells /vsis3/gis/out/one.csv --allow-remote")
        self.assertEqual(self.names("out/"), ["out/one.csv", "out/one.qml", "out/one.tif"])
        for name in ("one.tif", "one.csv", "one.qml"):
            self.assertEqual(self.content("out/" + name), self.local(name), name)
        for name, others in (("p.gpkg", []), ("p.geojson", []), ("p.shp", ["p.cpg", "p.dbf", "p.prj", "p.shx"])):
            self.run_("convert s3://gis/in/p.csv -o s3://gis/layers/%s --allow-remote" % name)
            self.assertTrue(set(["layers/" + one for one in others + [name]]) <= set(self.names("layers/")))
        self.assertEqual(self.content("layers/p.geojson"), self.local("p.geojson"))
        said = self.run_("convert p.csv -o s3://gis/layers/p.gpkg --allow-remote", 73)
        self.assertIn("it exists already", said)
        self.run_("convert p.csv -o s3://gis/layers/p.geojson --overwrite --allow-remote")
        # Nothing is left on this machine.
        self.assertEqual([name for name in os.listdir(self.folder) if name.startswith((".gridcast", "s3"))], [])

    def test_faults(self):
        before = self.names("")
        for words, code, environment, expected in (
                ("bin p.csv --cell 500m -o s3://gis/x.tif", 64, {}, "--allow-remote"),
                ("bin p.csv --cell 500m -o s3://nowhere/x.tif --allow-remote", 73, {}, "no bucket of this name"),
                ("bin p.csv --cell 500m -o s3://gis/x.tif --allow-remote", 73, {"AWS_SECRET_ACCESS_KEY": None},
                 "no key to it is known"),
                ("bin p.csv --cell 500m -o s3://gis/x.tif --allow-remote", 73, {"AWS_S3_ENDPOINT": "127.0.0.1:1"},
                 "onnect"),
                ("info s3://gis/in/p.csv --allow-remote", 66, {"AWS_SECRET_ACCESS_KEY": None}, "no key to it is known"),
                ("info s3://nowhere/p.csv --allow-remote", 66, {}, "no bucket of this name"),
                ("info s3://gis/in/q.csv --allow-remote", 66, {}, "there is no such object"),
                ("convert p.csv -o s3://gis/in/p.geojson --append --allow-remote", 64, {}, "nothing is added"),
                ("bin p.csv --where kind='z' --cell 500m -o s3://gis/x.tif --allow-remote", 65, {}, "no feature fulfils")):
            with self.subTest(words):
                self.assertIn(expected, self.run_(words, code, **environment))
        self.assertEqual(self.names(""), before)


if __name__ == "__main__":
    unittest.main()
