"""The gestures of the map: one gesture, one class."""
