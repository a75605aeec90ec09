"""Campus5G's calculation library: 5G private-network plans from radio wave to invoice, without any Qt.

The public functions that scripts may rely on are listed, each with a runnable example, in docs/api.md.
"""

__version__ = "0.1.0"
