"""Capacity: spectral efficiency, cell load, slice admission."""
