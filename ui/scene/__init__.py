"""The map: a scene that mirrors the project, the heat map, and what floats above them."""
