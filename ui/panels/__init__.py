"""Panels beside the map: the inspector and its editors."""
