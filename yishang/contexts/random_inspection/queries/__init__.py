"""Reads over items, libraries, plans and tasks, each within what the actor may see."""
