"""What the watch needs of the world, as protocols; every one has a fake that works."""
