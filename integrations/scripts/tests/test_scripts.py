"""The scripts for GNU parallel, which runs, and for Slurm, for which a stand-in runs tasks one after another."""

import os
import shutil
import stat
import subprocess
import tempfile
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTS = os.path.dirname(HERE)
ROOT = os.path.dirname(os.path.dirname(SCRIPTS))
PROGRAM = os.environ.get("GRIDCAST", os.path.join(ROOT, ".build", "release", "gridcast"))

# Runs what it is given at once, as Slurm would later, and tells a number as Slurm does.
SBATCH = """#!/bin/sh
echo "$@" >>"$(dirname "$0")/calls"
array= output=/dev/null
while [ $# -gt 1 ]; do
  case $1 in
  --array=1-*) array=${1#--array=1-} ;;
  --output=*) output=${1#--output=} ;;
  esac
  shift
done
if [ -n "$array" ]; then
  for i in $(seq "$array"); do
    SLURM_ARRAY_TASK_ID=$i sh "$1" >"$(echo "$output" | sed "s/%a/$i/")" 2>&1 || touch "$(dirname "$0")/failed"
  done
  echo '17;cluster'
elif [ ! -e "$(dirname "$0")/failed" ]; then
  sh "$1" >"$output" 2>&1
  echo 18
fi
"""


@unittest.skipUnless(os.path.exists(PROGRAM), "skipped: the program is not built: %s" % PROGRAM)
class ScriptTests(unittest.TestCase):
    """Both write the bytes of one count."""

    def setUp(self):
        self.folder = tempfile.mkdtemp(prefix="gridcast scripts ")
        self.addCleanup(shutil.rmtree, self.folder)
        self.work = tempfile.mkdtemp(prefix="gridcast-scripts-")
        self.addCleanup(shutil.rmtree, self.work)
        # A name that a shell would take apart.
        self.input = "it's a table.csv"
        with open(os.path.join(self.folder, self.input), "w") as file:
            file.write("lon,lat,kind\n")
            for row in range(3000):
                file.write("%.4f,%.4f,\"kind\n%d\"\n" % (109 + row % 70 / 100, 34 + row % 31 / 100, row // 1000))
        self.options = ["--category", "kind", "--where", "kind <> 'no kind'"]
        self.run_([PROGRAM, "bin", self.input] + self.options + ["-o", "one.tif"])

    def faulty(self):
        """A program that fails at one part."""
        path = os.path.join(self.work, "faulty")
        with open(path, "w") as file:
            file.write("#!/bin/sh\ncase \"$*\" in bin*/3.part*) echo 'gridcast: error: the third part is bad' >&2; exit 65 ;; esac\n"
                       "exec '%s' \"$@\"\n" % PROGRAM)
        os.chmod(path, 0o755)
        return path

    def run_(self, words, code=0, **environment):
        done = subprocess.run(
            words, cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
            env=dict(os.environ, **dict({"GRIDCAST": PROGRAM}, **environment)))
        self.assertEqual(done.returncode, code, done.stderr)
        return done

    def same(self, name):
        with open(os.path.join(self.folder, "one.tif"), "rb") as one, \
                open(os.path.join(self.folder, name), "rb") as other:
            self.assertEqual(one.read(), other.read())

    def names(self):
        return sorted(os.listdir(self.folder))

    @unittest.skipUnless(shutil.which("parallel"), "skipped: there is no GNU parallel here")
    def test_parallel(self):
        script = os.path.join(SCRIPTS, "bin-parallel")
        done = self.run_([script, "7", "many.tif", self.input] + self.options, CELLS="cells.csv")
        self.same("many.tif")
        self.assertIn("3,000 read, 3,000 counted", done.stdout)
        self.assertIn("cells.csv", self.names())
        before = self.names()
        failed = self.run_([script, "7", "no.tif", self.input] + self.options, code=65, GRIDCAST=self.faulty())
        self.assertIn("the third part is bad", failed.stderr)
        self.assertEqual(self.names(), before)
        failed = self.run_([script, "7", "no.tif", "none.csv"], code=66)
        self.assertIn("there is no such file", failed.stderr)
        self.assertEqual(self.names(), before)
        self.run_([script, "7"], code=64)

    def test_slurm(self):
        stand_in = os.path.join(self.folder, "slurm")
        os.mkdir(stand_in)
        sbatch = os.path.join(stand_in, "sbatch")
        with open(sbatch, "w") as file:
            file.write(SBATCH)
        os.chmod(sbatch, os.stat(sbatch).st_mode | stat.S_IXUSR)
        path = stand_in + ":" + os.environ["PATH"]
        script = os.path.join(SCRIPTS, "bin-slurm")
        done = self.run_([script, "5", "many.tif", self.input] + self.options, PATH=path, SBATCH_OPTIONS="--mem=1G")
        self.assertEqual(done.stdout, "18\n")
        self.same("many.tif")
        self.assertFalse([name for name in self.names() if name.startswith("gridcast-parts")])
        with open(os.path.join(stand_in, "calls")) as file:
            calls = file.read()
        self.assertIn("--array=1-5", calls)
        self.assertIn("--dependency=afterok:17 ", calls)
        self.assertEqual(calls.count("--mem=1G"), 2)
        before = self.names()
        self.run_([script, "5", "no.tif", "none.csv"], code=66, PATH=path)
        self.assertEqual(self.names(), before)
        self.run_([script, "5", "no.tif", self.input] + self.options, PATH=path, GRIDCAST=self.faulty())
        self.assertNotIn("no.tif", self.names())
        kept = [name for name in self.names() if name.startswith("gridcast-parts")]
        logs = ""
        for part in range(1, 6):
            with open(os.path.join(self.folder, kept[0], "%d.log" % part)) as file:
                logs += file.read()
        self.assertIn("the third part is bad", logs)


if __name__ == "__main__":
    unittest.main()
