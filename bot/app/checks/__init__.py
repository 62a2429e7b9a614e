"""What `porchlight check` looks at."""
