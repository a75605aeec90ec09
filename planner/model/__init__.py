"""The project as an immutable value, its pure edits, its rules, and the types of the catalogues."""
