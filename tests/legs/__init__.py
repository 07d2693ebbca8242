"""The whole suite on every ground this machine offers: SQLite, PostgreSQL, Chromium. Run as `python -m tests.legs`."""
