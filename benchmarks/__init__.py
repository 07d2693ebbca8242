"""What the platform costs: requests, statements and processor time against a bare Django view on the same ground."""
