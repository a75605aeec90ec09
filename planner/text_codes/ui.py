"""Codes of the window."""

MESSAGES: dict[str, str] = {}
