"""Letters by SMTP: `smtp://[user:password@]host[:port]` (with STARTTLS where the server offers it, always when it asks for a
password), `smtps://…` for TLS from the start."""

import smtplib
import ssl
from datetime import UTC, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from urllib.parse import unquote, urlsplit

from repository.accounts.record import Letter
from repository.errors import InputError
from repository.letters import Undeliverable, one_line

PATIENCE = 20.0  # seconds for each answer of the server
NOW_NO = 500  # answers from here on are final (RFC 5321, 4.2.1)


class SmtpPost:
    """See `letters.Post`."""

    def __init__(self, url: str, *, sender: str, site: str) -> None:
        parts = urlsplit(url)
        try:
            port = parts.port
        except ValueError:
            port = -1
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or port == -1:
            raise InputError("setting_smtp")
        self.secure = parts.scheme == "smtps"
        self.host, self.port = parts.hostname, port or (465 if self.secure else 25)
        self.user, self.password = unquote(parts.username or ""), unquote(parts.password or "")
        self.sender, self.site = sender, one_line(site)

    def message(self, letter: Letter) -> EmailMessage:
        """The letter as a message; no header can be begun by what somebody typed."""
        made = EmailMessage(policy=SMTP)
        made["From"] = Address(display_name=self.site, addr_spec=self.sender)
        made["To"] = Address(addr_spec=letter.address)
        made["Subject"] = one_line(letter.subject)
        made["Date"] = format_datetime(datetime.now(UTC))
        made["Message-ID"] = make_msgid(f"letter-{letter.id}", domain=self.sender.rpartition("@")[2])
        made["Auto-Submitted"] = "auto-generated"
        made["Content-Language"] = letter.language
        made.set_content(letter.body)
        return made

    def send(self, letter: Letter) -> None:
        """Hands one over; raises Undeliverable."""
        try:
            message = self.message(letter)
        except (ValueError, UnicodeError) as error:
            raise Undeliverable("mail_refused", reason=str(error), final=True) from error
        try:
            with self._open() as server:
                server.send_message(message, from_addr=self.sender, to_addrs=[letter.address])
        except smtplib.SMTPRecipientsRefused as error:
            code, reason = next(iter(error.recipients.values()), (NOW_NO, b""))
            raise Undeliverable("mail_refused", reason=f"{code} {_said(reason)}", final=code >= NOW_NO) from error
        except smtplib.SMTPResponseException as error:
            final = error.smtp_code >= NOW_NO and isinstance(error, smtplib.SMTPDataError | smtplib.SMTPSenderRefused)
            raise Undeliverable("mail_refused", reason=f"{error.smtp_code} {_said(error.smtp_error)}", final=final) from error
        except (smtplib.SMTPException, OSError) as error:
            raise Undeliverable("mail_refused", reason=str(error) or type(error).__name__) from error

    def _open(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.secure:
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=PATIENCE)
        try:
            server.ehlo_or_helo_if_needed()
            if not self.secure and (self.user or server.has_extn("starttls")):
                server.starttls(context=context)  # a password never travels in the open
            if self.user:
                server.login(self.user, self.password)
        except BaseException:
            server.close()
            raise
        return server


def _said(reason: bytes | str) -> str:
    return reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason
