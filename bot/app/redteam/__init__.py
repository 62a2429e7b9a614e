"""The red team: what somebody who takes everything can find out of who replied."""
