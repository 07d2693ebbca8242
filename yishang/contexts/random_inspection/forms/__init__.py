"""What people fill in: items, libraries, plans and tasks."""
