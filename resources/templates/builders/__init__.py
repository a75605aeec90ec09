"""One builder per sample project: every place, name and figure of it, in both languages."""
