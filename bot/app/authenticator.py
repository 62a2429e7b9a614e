"""An officer's authenticator app and mailbox, for whoever plays one on the playground."""

import asyncio
import re
import time
from dataclasses import dataclass

import pyotp

from adapters.playground.postbox import Postbox
from bot.services.passwords import DRIFT, STEP_S

SECRET = re.compile(r"[A-Z2-7]{4}(?: [A-Z2-7]{4}){7}")
CODE = re.compile(r"\d{4} \d{4}")


@dataclass
class Authenticator:
    """The app: no password that it tells was told before."""

    secret: str = ""
    told: int = 0

    def reads(self, message: str) -> None:
        """Take in the secret that stands in a message. Raises LookupError when there is none."""
        found = SECRET.search(message)
        if found is None:
            raise LookupError(message)
        self.secret, self.told = found[0].replace(" ", ""), 0

    async def password(self) -> str:
        """The next password, as soon as the watch would take it."""
        self.told = max(self.told + 1, _now() - DRIFT)
        await asyncio.sleep(max(0.0, (self.told - DRIFT) * STEP_S - time.time()))
        return pyotp.TOTP(self.secret).generate_otp(self.told)


def mailed(postbox: Postbox, address: str, since: int = 0) -> str:
    """The code in the newest letter to an address. Raises LookupError when none came since."""
    for letter in reversed(postbox.to(address)[since:]):
        if found := CODE.search(letter.text):
            return found[0]
    raise LookupError(address)


def _now() -> int:
    return int(time.time()) // STEP_S
