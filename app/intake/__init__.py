"""How a file comes in: cells, rows, what was seen so far, and the report. Shared by OneRoster and our own CSV kinds."""
