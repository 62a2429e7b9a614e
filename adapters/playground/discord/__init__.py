"""A stand-in Discord on loopback: REST v10, gateway and CDN, true to the public documents."""
