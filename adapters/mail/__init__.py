"""Letters by SMTP."""

from adapters.mail.addresses import MailUrlError, mailer_of
from adapters.mail.smtp import SmtpMailer

__all__ = ["MailUrlError", "SmtpMailer", "mailer_of"]
