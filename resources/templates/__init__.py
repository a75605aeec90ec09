"""The sample projects, one folder each, and the program that builds them (`python -m resources.templates.build`)."""
