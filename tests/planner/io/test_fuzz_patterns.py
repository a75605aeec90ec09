"""A short campaign of the fuzzer; `python tests/fuzz_patterns.py 10000` is the long one."""

import os
import sys

import pytest

from tests import fuzz_patterns
from tests.fuzz_importers import MEMORY_BYTES, campaign


@pytest.mark.skipif(sys.platform == "win32", reason="limits of memory and time are set the POSIX way")
def test_mutated_pattern_files_are_read_or_refused_clearly():
    found = campaign(int(os.environ.get("CAMPUS5G_FUZZ_RUNS", "200")), seed=7, program=fuzz_patterns.__file__)
    assert found["failures"] == []
    assert found["peak_bytes"] < MEMORY_BYTES
    formats = {outcome.split(":")[0] for outcome in found["outcomes"] if outcome.endswith(": ok")}
    assert len(formats) == 4  # a fuzzer whose files are all refused at once tests nothing
