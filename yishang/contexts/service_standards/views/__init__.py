"""Pages of the desk (one catalog) and of the public (lists for people)."""
