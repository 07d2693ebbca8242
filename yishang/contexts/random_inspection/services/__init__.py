"""What people do with items, libraries, plans and tasks; every step leaves a fact."""
