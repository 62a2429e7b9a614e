"""Stand-in platforms on loopback, true to the real protocols, and the page that shows them."""
