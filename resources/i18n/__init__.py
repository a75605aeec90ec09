"""Translations: one gettext catalogue per language; English is the source language and needs none."""
