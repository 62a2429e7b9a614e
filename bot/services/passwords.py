"""One-time passwords of an authenticator app (TOTP, RFC 6238), and the picture it reads."""

import base64
import hmac
from datetime import datetime
from io import BytesIO

import pyotp
import segno

from bot.model.pictures import CleanPicture
from bot.ports.world import Random

SECRET_BYTES = 20
"""As long as the hash that is used (RFC 4226, section 4, R6)."""

STEP_S, DRIFT = 30, 1
"""Seconds that a password lives, and by how many steps a phone's clock may differ."""

ISSUER = "Porchlight"
SCALE, QUIET_ZONE = 8, 4
"""Pixels of a module, and modules of white around them (ISO/IEC 18004)."""


def fresh(random: Random) -> str:
    """A new secret in base 32."""
    return base64.b32encode(random.bytes(SECRET_BYTES)).decode()


def step_of(secret: str, typed: str, now: datetime) -> int | None:
    """The time step whose password was typed, spaces aside; None when it is none of now."""
    digits = "".join(typed.split())
    password, current = pyotp.TOTP(secret), int(now.timestamp()) // STEP_S
    fitting = [
        step
        for step in range(current - DRIFT, current + DRIFT + 1)
        if hmac.compare_digest(password.generate_otp(step).encode(), digits.encode())
    ]
    return min(fitting, default=None)


def in_groups(secret: str) -> str:
    """The secret as somebody types it: four letters at a time."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def picture(secret: str, agency: str) -> CleanPicture:
    """What an authenticator app reads with its camera: a QR code, PNG."""
    address = pyotp.TOTP(secret).provisioning_uri(name=agency, issuer_name=ISSUER)
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="png", scale=SCALE, border=QUIET_ZONE
    )
    return CleanPicture(content=drawn.getvalue())
