"""Instances: matrices with which a bound is tried, an adversary that makes its ratio large, the search for both."""
