"""The mail to the board: the message, the settings, the outbox, the sending."""
