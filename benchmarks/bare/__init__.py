"""What everything is measured against: a Django view that inserts one row, and nothing else."""
