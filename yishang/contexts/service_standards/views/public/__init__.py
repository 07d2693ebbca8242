"""The lists as everybody reads them, and telling that a window asked for more."""
