"""Ratios against bare library calls, taken in the same run."""
