"""What can keep the month's mail from leaving, as `troubles` has it for the rest.

Knows the kinds of trouble and their texts; English here, translated by the catalogues.
"""

from apoq_batch.core.messages.troubles import Trouble

# The pack.
NO_PACK = Trouble(
    message="«{name}» is not a folder of results of this program.",
    hint="Give the folder of the month, such as salidas/2026-09.",
)
PACK_CHANGED = Trouble(
    message="The folder «{name}» was changed after it was made ({file}); nothing was sent.",
    hint="Close the month again with apoq run, and send what that makes.",
)
PACK_TOO_OLD = Trouble(
    message="The folder «{name}» does not say all that the mail needs.",
    hint="Close the month again with apoq run: an earlier version made it.",
)
NOT_IN_PACK = Trouble(
    message="The folder «{name}» has nothing to attach as «{what}».",
    hint="Take it out of --attach, or close the month again so that it is made.",
)
NO_RECIPIENTS = Trouble(
    message="Nobody on the sheet of the board has an e-mail address.",
    hint="Write one there and close the month again, or name an address with --to.",
)
BAD_ADDRESS = Trouble(
    message="«{name}» is not an e-mail address that can be used.",
    hint="Write it like name@place.pe, without accents or spaces.",
)

# The settings.
NO_SETTING = Trouble(
    message="It is not known how to send mail: «{key}» is not set.",
    hint=(
        "Write it in the section [smtp] of apoq.toml beside the workbook, or set the "
        "variable {variable}."
    ),
)
BAD_SETTINGS_FILE = Trouble(
    message="The settings «{name}» cannot be read.",
    hint='Write lines like host = "mail.place.pe" below a line [smtp].',
)
UNKNOWN_SETTING = Trouble(
    message="In «{name}» there is a setting that the mail does not know: «{key}».",
    hint="Those it knows are host, port, user, sender, tls and timeout.",
)
PASSWORD_IN_FILE = Trouble(
    message="In «{name}» there is a password, where anybody can read it.",
    hint="Delete it there and keep it with: apoq send --set-password",
)
BAD_SETTING = Trouble(
    message="The mail's setting «{key}» cannot be used: «{value}».",
    hint="Correct it in apoq.toml or in the variable {variable}.",
)
PLAIN_TEXT = Trouble(
    message="Without encryption the mail would leave this computer, to «{host}», for all to read.",
    hint="Set tls to starttls or tls; none is only for a mail server on this computer.",
)
NO_PASSWORD = Trouble(
    message="There is no password for «{user}» at «{host}».",
    hint="Keep it with: apoq send --set-password",
)
NO_KEYRING = Trouble(
    message="This computer has no safe place for passwords, or it is locked.",
    hint="Unlock it, or give the password in the variable APOQ_SMTP_PASSWORD.",
)

# The server.
HOST_UNKNOWN = Trouble(
    message="There is no mail server «{host}», or there is no Internet.",
    hint="Look at the connection and at host in apoq.toml, and send again; nothing is lost.",
)
NOT_REACHED = Trouble(
    message="The mail server «{host}» does not answer at port {port}.",
    hint="Look at host, port and tls in apoq.toml, and send again later; nothing is lost.",
)
LINE_BROKEN = Trouble(
    message="The connection to «{host}» broke off before anything was handed over.",
    hint="Send again later; nothing is lost.",
)
NO_STARTTLS = Trouble(
    message="The mail server «{host}» offers no encryption at this port; nothing was sent.",
    hint="Set tls to tls and the port to 465, or ask the provider for the right ones.",
)
CERTIFICATE_EXPIRED = Trouble(
    message="The certificate of the mail server «{host}» is not valid today; nothing was sent.",
    hint="Look at the date of this computer; if it is right, tell the provider.",
)
CERTIFICATE_OF_ANOTHER = Trouble(
    message="The certificate of the mail server is not of «{host}»; nothing was sent.",
    hint="Write at host the name that the provider gives, not another or a number.",
)
CERTIFICATE_UNKNOWN = Trouble(
    message="Nobody this computer trusts vouches for the mail server «{host}»; nothing was sent.",
    hint="Use another connection to the Internet; if it stays so, ask the provider.",
)
TLS_FAILED = Trouble(
    message="No encryption could be agreed with the mail server «{host}»; nothing was sent.",
    hint="Look at port and tls in apoq.toml: 587 goes with starttls, 465 with tls.",
)
NO_LOGIN = Trouble(
    message="The mail server «{host}» offers no way to log in that is known here.",
    hint="Ask the provider for a port that takes user and password; nothing was sent.",
)
LOGIN_REFUSED = Trouble(
    message="The mail server «{host}» did not take user and password: {answer}",
    hint="Correct the user in apoq.toml, or the password with: apoq send --set-password",
)
SERVER_REFUSED = Trouble(
    message="The mail server «{host}» takes no mail now: {answer}",
    hint="Send again later; nothing is lost.",
)
TOO_LARGE = Trouble(
    message="With {size} the message is larger than the {limit} that «{host}» takes.",
    hint="Leave out --attach {what}, which makes {part} of it; nothing was sent.",
)
TOO_LARGE_ANYWAY = Trouble(
    message="With {size} the message is larger than the {limit} that «{host}» takes.",
    hint="Nothing can be left out of it; hand the report over in another way.",
)

# The outbox.
SENDING_ALREADY = Trouble(
    message="Another apoq send is at work in «{name}» right now.",
    hint="Wait until it ends, and look with apoq outbox.",
)
OUTBOX_DAMAGED = Trouble(
    message="The list of what was sent, «{name}», is damaged; nothing was sent.",
    hint="Rename it and send again, but see first in the mailbox what was sent already.",
)
OUTBOX_NEWER = Trouble(
    message="The list of what was sent, «{name}», is of a later version of this program.",
    hint="Use that version; nothing was sent.",
)
OUTBOX_FAILED = Trouble(
    message="The list of what was sent, «{name}», cannot be written.",
    hint="Free some space on the disk or allow writing, and look with apoq outbox.",
)
NOBODY_ANSWERED = Trouble(
    message="Nobody answered the question, so nothing was sent.",
    hint="To send without being asked, add --yes.",
)
