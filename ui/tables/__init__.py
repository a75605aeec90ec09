"""Tables and charts of the results below the map."""
