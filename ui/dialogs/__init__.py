"""Start page and dialogs."""
