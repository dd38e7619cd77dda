"""A real Slurm on this machine: a controller and two nodes, of which one is killed in mid-job."""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import unittest

HERE = os.path.dirname(os.path.abspath(__file__))
SCRIPTS = os.path.dirname(HERE)
ROOT = os.path.dirname(os.path.dirname(SCRIPTS))
PROGRAM = os.environ.get("GRIDCAST", os.path.join(ROOT, ".build", "release", "gridcast"))

MISSING = next(("there is no %s here (Debian: slurmctld, slurmd, slurm-client and munge)" % name
                for name in ("munged", "slurmctld", "slurmd", "sbatch") if not shutil.which(name)), None)
if MISSING is None and os.geteuid() != 0:
    MISSING = "only root may start a Slurm of two nodes on one machine"
if MISSING is None and not os.path.exists(PROGRAM):
    MISSING = "the program is not built: %s" % PROGRAM


def free_port():
    """A port that nothing listens at."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def wait(is_there, seconds, what):
    """Waits until something is there."""
    end = time.time() + seconds
    while not is_there():
        if time.time() > end:
            raise AssertionError("%s did not come" % what)
        time.sleep(0.2)


class Slurm:
    """A controller and two nodes with a core each, with all files in one folder."""

    def __init__(self, folder):
        self.folder = folder
        socket_path = os.path.join(folder, "munge.socket")
        key = os.path.join(folder, "munge.key")
        with open(key, "wb") as file:
            file.write(os.urandom(128))
        os.chmod(key, 0o400)
        lines = [
            "ClusterName=test", "SlurmctldHost=%s(127.0.0.1)" % socket.gethostname().split(".")[0],
            "SlurmctldPort=%d" % free_port(), "AuthType=auth/munge", "CredType=cred/munge",
            "AuthInfo=socket=" + socket_path, "SlurmUser=root", "ProctrackType=proctrack/linuxproc",
            "TaskPlugin=task/none", "MpiDefault=none", "SwitchType=switch/none", "ReturnToService=2",
            "SlurmdTimeout=5", "SlurmctldTimeout=60", "JobRequeue=1", "MinJobAge=300", "SchedulerType=sched/backfill",
            "SchedulerParameters=sched_interval=2,bf_interval=2", "SelectType=select/cons_tres", "SelectTypeParameters=CR_Core",
            "SlurmctldPidFile=%s/ctld.pid" % folder, "SlurmdPidFile=%s/%%n.pid" % folder,
            "StateSaveLocation=%s/state" % folder, "SlurmdSpoolDir=%s/spool-%%n" % folder,
            "AccountingStorageType=accounting_storage/none", "JobAcctGatherType=jobacct_gather/none"]
        for node in ("node1", "node2"):
            lines.append("NodeName=%s NodeHostname=%s NodeAddr=127.0.0.1 Port=%d CPUs=1" % (
                node, socket.gethostname().split(".")[0], free_port()))
        lines.append("PartitionName=all Nodes=node1,node2 Default=YES State=UP MaxTime=INFINITE")
        self.configuration = os.path.join(folder, "slurm.conf")
        with open(self.configuration, "w") as file:
            file.write("\n".join(lines) + "\n")
        for name in ("state", "spool-node1", "spool-node2"):
            os.mkdir(os.path.join(folder, name))
        self.environment = dict(os.environ, SLURM_CONF=self.configuration)
        self.processes = {}
        self.start("munged", ["munged", "--foreground", "--force", "--socket", socket_path, "--key-file", key,
                              "--pid-file", os.path.join(folder, "munge.pid"),
                              "--log-file", os.path.join(folder, "munge.log"),
                              "--seed-file", os.path.join(folder, "munge.seed")])
        wait(lambda: os.path.exists(socket_path), 20, "munge's socket")
        self.start("slurmctld", ["slurmctld", "-D", "-f", self.configuration])
        for node in ("node1", "node2"):
            self.start(node, ["slurmd", "-D", "-N", node, "-f", self.configuration])
        wait(lambda: self.told("sinfo", "-h", "-o", "%T %D") == "idle 2", 60, "two idle nodes")

    def start(self, name, words):
        """Starts a process in a group of its own."""
        with open(os.path.join(self.folder, name + ".out"), "w") as log:
            self.processes[name] = subprocess.Popen(
                words, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)

    def told(self, *words):
        """What a command of Slurm's says."""
        done = subprocess.run(words, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        return done.stdout.decode().strip()

    def kill(self, node):
        """Ends a node and all that runs on it, without warning: first what would tell of the rest."""
        steps, tasks = set(), []
        for name in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/environ" % name, "rb") as file:
                    environment = file.read().split(b"\0")
                with open("/proc/%s/stat" % name) as file:
                    parent = int(file.read().rsplit(")", 1)[1].split()[1])
                with open("/proc/%d/cmdline" % parent, "rb") as file:
                    isStep = file.read().startswith(b"slurmstepd")
            except OSError:
                continue
            if {b"SLURMD_NODENAME=" + node.encode(), b"SLURM_CONF=" + self.configuration.encode()} <= set(environment):
                tasks.append(int(name))
                if isStep:
                    steps.add(parent)
        for process in sorted(steps) + [self.processes[node].pid] + tasks:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        self.processes[node].wait()

    def end(self):
        """Ends all."""
        for name in ("node1", "node2", "slurmctld", "munged"):
            process = self.processes.get(name)
            if process and process.poll() is None:
                process.kill()
                process.wait()


@unittest.skipIf(MISSING, "skipped: %s" % MISSING)
class SlurmTests(unittest.TestCase):
    """What an array of tasks and the merge after it write is what one machine writes."""

    def test_a_node_is_killed_and_the_bytes_are_the_same(self):
        folder = tempfile.mkdtemp(prefix="gridcast-slurm-test-")
        self.addCleanup(shutil.rmtree, folder, True)
        slurm = Slurm(folder)
        self.addCleanup(slurm.end)

        def path(name):
            return os.path.join(folder, name)

        with open(path("points.csv"), "w") as file:
            file.write("lon,lat,kind\n")
            for row in range(100_000):
                file.write("%.6f,%.6f,%s\n" % (
                    109 + row * 0.618034 % 1, 34 + row * 0.414214 % 1, ("shop", "bus", "\"food, and\ndrink\"")[row % 3]))
        subprocess.run([PROGRAM, "bin", path("points.csv"), "--category", "kind", "-o", path("one.tif"), "--quiet"],
                       check=True, stdout=subprocess.DEVNULL)
        # A program that tells on which node it counts, and takes its time.
        slow, log = path("slow"), path("log")
        with open(slow, "w") as file:
            file.write("#!/bin/sh\n[ \"$1\" != bin ] || { echo \"$SLURMD_NODENAME\" >>'%s'; sleep 1; }\nexec '%s' \"$@\"\n" % (
                log, PROGRAM))
        os.chmod(slow, 0o755)

        def counted(node=""):
            if not os.path.exists(log):
                return 0
            with open(log) as file:
                return sum(line.strip().endswith(node) for line in file)

        submitted = subprocess.run(
            [os.path.join(SCRIPTS, "bin-slurm"), "12", path("many.tif"), path("points.csv"), "--category", "kind"],
            env=dict(slurm.environment, GRIDCAST=slow), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.assertEqual(submitted.returncode, 0, submitted.stderr.decode())
        wait(lambda: counted("node1") >= 2, 60, "the second part on the first node")
        slurm.kill("node1")
        try:
            wait(lambda: os.path.exists(path("many.tif")), 180, "the raster")
        except AssertionError as error:
            raise AssertionError("%s; %s; %s" % (
                error, slurm.told("squeue", "-a"), slurm.told("sinfo", "-N", "-l")))
        with open(path("one.tif"), "rb") as one, open(path("many.tif"), "rb") as many:
            self.assertTrue(one.read() == many.read(), "one.tif and many.tif differ")
        self.assertGreater(counted(), 12, "what the lost node was at was done again")
        self.assertIn("down", slurm.told("sinfo", "-h", "-N", "-n", "node1", "-o", "%T"))
        wait(lambda: not [name for name in os.listdir(folder) if name.startswith("gridcast-parts.")], 30,
             "the end of the merge")


if __name__ == "__main__":
    unittest.main()
