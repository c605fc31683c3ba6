"""Documents to print: one function and one typst file each."""
