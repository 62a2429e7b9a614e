"""What keeps an agency's request from going out, rule by rule; `bot/services/rules` has the words.

After the rules that a doorbell company's neighbourhood app had for the police in 2021 and has
withdrawn since. Their numbers are settings.
"""

from math import pi

from bot.errors import WatchError
from bot.model.agencies import Agency
from bot.model.policy import Policy
from bot.model.requests import RequestDraft
from bot.ports.stores import UnitOfWork
from bot.services import rules
from bot.services.rules import Finding

LEAST_DIGITS = 3
"""Of a case number: "26-01877" is one, "N/A" and "test 1" are none."""

SQUARE_MILE_M2 = 2_589_988.11
"""NIST Handbook 44, appendix C."""


async def require(uow: UnitOfWork, agency: Agency, draft: RequestDraft, policy: Policy) -> None:
    """Let pass what no rule is certain to keep back.

    Raises:
        WatchError: `rule.<name>`, which says what would work.
    """
    require_words(draft.text, agency)
    require_number(draft.case)
    if not agency.contact:
        raise WatchError("rule.contact", agency=agency.name)
    if await uow.requests.in_case(agency.id, draft.case) >= policy.requests_a_case:
        raise WatchError("rule.case_again", count=policy.requests_a_case, case=draft.case)
    if not policy.window_least <= draft.window_until - draft.window_from <= policy.window_most:
        raise WatchError("rule.window")
    if not policy.interest_least <= square_miles(draft.interest) <= policy.interest_most:
        raise WatchError("rule.interest")


def require_words(text: str, agency: Agency) -> None:
    """Let pass words of which no rule is certain. Raises WatchError `rule.<name>`."""
    for finding in rules.findings(text, agency.domain):
        if finding.certain:
            key = f"rule.{finding.rule}"
            raise WatchError(key, words=finding.words)


def require_number(case: str) -> None:
    """Let pass what may be the number of a case. Raises WatchError `rule.case`."""
    if sum(char.isdigit() for char in case) < LEAST_DIGITS:
        raise WatchError("rule.case")


def doubts(text: str, agency: Agency) -> tuple[Finding, ...]:
    """What of a request only a moderator can judge."""
    return tuple(each for each in rules.findings(text, agency.domain) if not each.certain)


def square_miles(radius: int) -> float:
    """The ground of a circle of so many metres around its middle."""
    return pi * radius * radius / SQUARE_MILE_M2
