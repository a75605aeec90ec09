"""Codes of the capacity calculation."""

MESSAGES: dict[str, str] = {}
