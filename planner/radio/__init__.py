"""Radio: path loss, obstruction, antennas, link budget and coverage over a raster."""
