"""evaluate(project, catalogue) -> Results, in stages cached by what they depend on."""
