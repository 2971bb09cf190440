"""New ids are of version 4, and a forked process makes others."""

import subprocess
import sys

from app.core.ids import new_uuid

# In a separate process: a process with threads must not be forked.
FORKED = """
import os
from app.core.ids import new_uuid
new_uuid()
copy = os.fork()
# One after the other, so that the two lines are not mixed.
if copy:
    assert os.waitpid(copy, 0)[1] == 0
print(new_uuid(), flush=True)
"""


def test_ids_are_different_and_of_version_4() -> None:
    ids = [new_uuid() for _ in range(1_000)]
    assert len(set(ids)) == len(ids)
    assert {(each.version, each.variant) for each in ids} == {(4, "specified in RFC 4122")}


def test_a_forked_process_makes_other_ids() -> None:
    printed = subprocess.run([sys.executable, "-c", FORKED], capture_output=True, text=True, timeout=60, check=True)
    ids = printed.stdout.split()
    assert (len(ids), len(set(ids))) == (2, 2)
