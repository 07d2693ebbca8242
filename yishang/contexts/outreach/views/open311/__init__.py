"""Open311 GeoReport v2 at /open311/v2/: appeals as service requests, for clients that speak the standard."""
