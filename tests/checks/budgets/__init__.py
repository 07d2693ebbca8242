"""What the important requests may cost: recorded SQL statements and page weights, which only grow on purpose.

`python -m tests.checks.budgets` compares with record.csv and says what grew; `--record` writes the record anew, for a
commit that says why.
"""
