#!/usr/bin/env bash
# Library:  distributed 2026.8.0 with NumPy 2.4.6, on Linux with glibc
# Expected: A worker process computes as fast as the same function outside. Dask's documentation
#           presents MALLOC_TRIM_THRESHOLD_, which its nanny sets to 65536, as a way to give freed
#           memory back to the system.
# Happens:  By mallopt(3), setting that variable also switches off glibc's growing threshold for
#           mmap: every array above 128 KiB gets fresh pages from the kernel, which are zeroed and
#           faulted in one by one, each time. 200 products of 2 MiB take over 100,000 page faults in
#           a worker, against some thousand outside, and many times the CPU time; the same without
#           Dask, with the variable set.
# Matters:  A measurement of array programs that is spread over workers measures the allocator:
#           chunks of attention are of this size, and a ratio of two methods depends on how many
#           temporaries each has.
# Seen:
#   the C library: glibc
#   outside: page faults 0, CPU seconds 0.02, MALLOC_TRIM_THRESHOLD_ None
#   fewer than 20000 faults, variable unset: (True, 'None')
#   in a worker: page faults 102621, CPU seconds 0.66, MALLOC_TRIM_THRESHOLD_ 65536
#   over 90000 faults, variable 65536: (True, '65536')
#   outside, with the variable: page faults 102600, CPU seconds 0.50, MALLOC_TRIM_THRESHOLD_ 65536
#   over 90000 faults: True
set -euo pipefail

place="$(mktemp -d)"
trap 'rm -rf "$place"' EXIT
cd "$place"
unset PYTHONPATH
python3 -m venv venv
venv/bin/python -m pip install --quiet --disable-pip-version-check dask==2026.8.0 distributed==2026.8.0 numpy==2.4.6 ||
  { echo 'not run: the packages could not be installed' >&2; exit 2; }
venv/bin/python - <<'PYTHON'
import os
import platform
import subprocess
import sys


def seen(what, value, described):
    print(f"{what}: {value}")
    if value != described:
        sys.exit(f"changed: {what} is {value}, described as {described}")


WORK = """
import os, resource, time
import numpy
def work():
    a = numpy.ones(1 << 18)
    for turn in range(2):  # the first turn warms the allocator up
        before, start = resource.getrusage(resource.RUSAGE_SELF).ru_minflt, time.process_time()
        for _ in range(200):
            b = a * 2.0
        faults, seconds = resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before, time.process_time() - start
    return faults, seconds, os.environ.get("MALLOC_TRIM_THRESHOLD_")
"""
OUTSIDE = WORK + "print(*work())"
CLUSTER = (
    WORK
    + """
if __name__ == "__main__":
    from distributed import Client, LocalCluster
    with LocalCluster(n_workers=1, threads_per_worker=1, dashboard_address=None) as cluster, Client(cluster) as client:
        print(*client.submit(work).result())
"""
)


def run(program, **variables):
    with open("program.py", "w") as file:
        file.write(program)
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MALLOC_")} | variables
    done = subprocess.run(
        [sys.executable, "program.py"], capture_output=True, text=True, env=environment, check=True
    )
    faults, seconds, variable = done.stdout.split()
    print(
        f"page faults {faults}, CPU seconds {float(seconds):.2f}, MALLOC_TRIM_THRESHOLD_ {variable}"
    )
    return int(faults), variable


seen("the C library", platform.libc_ver()[0], "glibc")
print("outside: ", end="")
faults, variable = run(OUTSIDE)
seen("fewer than 20000 faults, variable unset", (faults < 20000, variable), (True, "None"))
print("in a worker: ", end="")
faults, variable = run(CLUSTER)
seen("over 90000 faults, variable 65536", (faults > 90000, variable), (True, "65536"))
print("outside, with the variable: ", end="")
faults, variable = run(OUTSIDE, MALLOC_TRIM_THRESHOLD_="65536")
seen("over 90000 faults", faults > 90000, True)
PYTHON
