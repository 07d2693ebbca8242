"""The desk of the three administrators (三员分立): SYS keeps people and units, SEC grants and secures, AUD looks on."""
