"""Tests of the qwak package: ``python3 -m unittest discover -s clients/python/tests -t clients/python``."""
