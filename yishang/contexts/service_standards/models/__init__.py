"""The tables of 标准化清单. What an item says stands in kernel catalog and nowhere else."""
