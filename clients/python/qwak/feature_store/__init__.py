"""The feature store's definitions."""
