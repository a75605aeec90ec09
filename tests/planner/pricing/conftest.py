"""Makes the books module importable: tests are collected without packages (import mode importlib)."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
