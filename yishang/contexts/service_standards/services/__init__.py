"""What people do with lists. What they do with items is kernel catalog's."""
