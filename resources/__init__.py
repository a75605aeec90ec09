"""The data that ships with the program: catalogues, price books, templates, translations, icons."""

from pathlib import Path

RESOURCES_DIR = Path(__file__).resolve().parent
