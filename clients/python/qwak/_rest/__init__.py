"""How the clients reach the service's REST API. Not for use by models."""
