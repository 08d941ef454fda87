"""What a check of one address found."""

from dataclasses import dataclass

from home.models.link_check import LinkCheck

Fault = LinkCheck.Fault


@dataclass(frozen=True)
class CheckResult:
    status: int | None  # of HTTP; none where no server was asked, or none answered
    fault: str = ""
