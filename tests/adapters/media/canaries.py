"""Words that must not get through, planted wherever a file has room for some."""

CANARY = "5f0c1e7a93b84d26a1f7e0c2d4b6983e"
CANARIES = (
    CANARY.encode(),
    CANARY.upper().encode(),
    CANARY.encode("utf-16-le"),
    CANARY.encode("utf-16-be"),
    bytes.fromhex(CANARY),
)


def seen_in(content: bytes) -> list[bytes]:
    """The canaries that a file still holds."""
    return [canary for canary in CANARIES if canary in content]
