"""From the process that something came to, to the one whose duty it is, over HTTP."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Final

import aiohttp

from bot.ports.crew import Crew

log = logging.getLogger("porchlight")

PASSED_ON: Final = "X-Porchlight-Passed-On"
"""Header of what came from another process: it is not passed on again."""

PATIENCE: Final = aiohttp.ClientTimeout(total=30.0)

NOBODY: Final = HTTPStatus.SERVICE_UNAVAILABLE
"""The answer where nobody has the duty just now, or whoever has it does not answer."""


class Courier:
    """Brings what it is given to whichever process has a duty.

    Where that is, is asked once and kept until nobody has the duty there: what the server is
    asked follows from who has it, and not from what anybody does.
    """

    def __init__(self, crew: Crew, duty: str) -> None:
        """Know nobody's address."""
        self._crew, self._duty, self._address = crew, duty, ""

    async def bring(self, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        """The HTTP status of the other's answer; what nobody took is to be brought again."""
        self._address = self._address or await self._crew.where(self._duty)
        status = await self._brought(path, body, headers) if self._address else NOBODY
        if status == NOBODY:
            self._address = ""
        return status

    async def _brought(self, path: str, body: bytes, headers: Mapping[str, str]) -> int:
        try:
            async with (
                aiohttp.ClientSession(timeout=PATIENCE) as session,
                session.post(
                    f"http://{self._address}{path}",
                    data=body,
                    headers={**headers, PASSED_ON: "1"},
                ) as answer,
            ):
                return answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            log.warning("an update could not be passed on (%s)", type(error).__name__)
            return NOBODY
