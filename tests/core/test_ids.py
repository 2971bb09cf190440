"""New ids: random, of version 4, and never those of a copy of the process."""

import subprocess
import sys

from app.core.ids import new_uuid

# In a process of its own: one with threads is not to be copied.
COPIED = """
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


def test_a_copy_of_the_process_makes_others() -> None:
    printed = subprocess.run([sys.executable, "-c", COPIED], capture_output=True, text=True, timeout=60, check=True)
    ids = printed.stdout.split()
    assert (len(ids), len(set(ids))) == (2, 2)
