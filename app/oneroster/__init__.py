"""OneRoster CSV: the rosters and gradebooks of other systems, in."""
