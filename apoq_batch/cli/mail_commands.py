"""`apoq send` and `apoq outbox`: reads clock, environment and answers, and prints.

Knows how a send is told on a terminal; must not know how it comes about.
"""

import os
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click

from apoq_batch.batch.request import OUTPUT_FOLDER
from apoq_batch.cli.arguments import ATTACHABLE
from apoq_batch.cli.exit_codes import DONE
from apoq_batch.cli.exit_codes import INTERRUPTED
from apoq_batch.cli.exit_codes import WORLD_SAID_NO
from apoq_batch.cli.language import command_language
from apoq_batch.cli.output import print_lines
from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.mail import outbox as mail_outbox
from apoq_batch.mail import passwords
from apoq_batch.mail import plan as planning
from apoq_batch.mail import settings
from apoq_batch.mail.attachments import AttachmentKind
from apoq_batch.mail.outbox import MessageState
from apoq_batch.mail.outbox import OutboxEntry
from apoq_batch.mail.plan import Action
from apoq_batch.mail.plan import Plan
from apoq_batch.mail.plan import SendRequest
from apoq_batch.terminal import console
from apoq_batch.terminal import mail
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import texts

_YES = ("s", "si", "sí", "y", "yes")


def _now() -> datetime:
    return datetime.now().astimezone().replace(microsecond=0)


def send(
    pack: Path | None,
    to: tuple[str, ...],
    attach: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    again: bool,
    resend_uncertain: bool,
    set_password: bool,
    language: str | None,
) -> int:
    """Show what is about to be sent, ask, and send it."""
    spoken = command_language(language)
    if set_password:
        return _store_password(pack, texts(spoken, "cli"))
    if pack is None:
        raise click.MissingParameter(ctx=click.get_current_context(), param=_param("pack"))
    request = SendRequest(
        pack=pack,
        to=_split(to),
        attach=tuple(map(_attachment_kind, _split(attach))),
        again=again,
        resend_uncertain=resend_uncertain,
    )
    if dry_run:
        return _write_drafts(request, texts(spoken))
    try:
        return _send(request, spoken, asks=not yes)
    except (click.Abort, KeyboardInterrupt):
        t = texts(spoken, "cli")
        click.echo(t("Stopped. What was sent and what was not: apoq outbox"), err=True)
        return INTERRUPTED


def _split(values: tuple[str, ...]) -> tuple[str, ...]:
    """The parts between commas, of every value."""
    return tuple(part for part in map(str.strip, ",".join(values).split(",")) if part)


def _attachment_kind(word: str) -> AttachmentKind:
    if word not in ATTACHABLE:
        context = click.get_current_context()
        raise click.BadParameter(word, ctx=context, param=_param("attach"))
    return AttachmentKind(word)


def _param(name: str) -> click.Parameter:
    command = click.get_current_context().command
    return next(param for param in command.params if param.name == name)


def _send(request: SendRequest, language: str, *, asks: bool) -> int:
    t, words = texts(language, "cli"), texts(language)
    mail_settings = planning.settings_for(request.pack, os.environ)
    with planning.open_plan(request, _now()) as (plan, outbox):
        if not plan.due:
            print_lines(_plan_lines(plan, words))
            return _tell_ending(plan, (), t)
        server = settings.server_of(mail_settings)
        print_lines(_plan_lines(plan, words))
        click.echo(mail.server_line(server, words))
        if asks and not _confirmed(len(plan.due), t):
            click.echo(t("Nothing was sent."))
            return DONE
        from apoq_batch.mail.send import Transport
        from apoq_batch.mail.send import send_all

        transport = Transport(
            server=server,
            password=_password(server),
            clock=_now,
            show_progress=console.Progress(sys.stderr, t("Sending")).show,
        )
        ended = send_all(
            plan,
            outbox,
            transport,
            lambda entry: click.echo(mail.ending_line(entry, words)),
        )
        return _tell_ending(plan, ended, t)


def _plan_lines(plan: Plan, words: Texts) -> Iterator[str]:
    recipients = (
        mail.action_line(planned.recipient.address, planned.action, planned.entry, words)
        for planned in plan.messages
    )
    yield from mail.plan_lines(plan.subject, plan.attachments, recipients, words)


def _tell_ending(plan: Plan, ended: tuple[OutboxEntry, ...], t: Texts) -> int:
    """Print whether everybody has it now; the exit code."""
    before = sum(planned.action is Action.SENT_BEFORE for planned in plan.messages)
    now = sum(entry.state is MessageState.SENT for entry in ended)
    if plan.others:
        click.echo(t("In the outbox there are other messages not sent: apoq outbox"))
    if before + now == len(plan.messages):
        click.echo(t("Everybody has it."))
        return DONE
    click.echo(t("Not everybody has it; what is to be done says: apoq outbox"))
    return WORLD_SAID_NO


def _confirmed(count: int, t: Texts) -> bool:
    question = t.plural(
        "Send this message now? (y/n)",
        "Send these {count} messages now? (y/n)",
        count=count,
    )
    click.echo(f"{question} ", nl=False)
    answer = sys.stdin.readline()
    if not answer:
        click.echo()
        raise BatchError(troubles.NOBODY_ANSWERED)
    return answer.strip().lower() in _YES


def _password(server: settings.Server) -> str | None:
    """The password of the environment, else the stored one; BatchError without any."""
    if server.user is None:
        return None
    variable = os.environ.get(settings.PASSWORD)
    password = variable or passwords.stored_password(server.host, server.user)
    if not password:
        raise BatchError(troubles.NO_PASSWORD, user=server.user, host=server.host)
    return password


def _store_password(pack: Path | None, t: Texts) -> int:
    host, user = settings.account_of(planning.settings_for(pack, os.environ))
    question = t("Password of {user} at {host}", user=user, host=host)
    try:
        password = click.prompt(question, hide_input=True)
    except click.Abort:
        click.echo(t("Stopped. No password was kept."), err=True)
        return INTERRUPTED
    passwords.store_password(host, user, password)
    click.echo(t("The password is kept in the keyring of this computer."))
    return DONE


def _write_drafts(request: SendRequest, words: Texts) -> int:
    mail_settings = planning.settings_for(request.pack, os.environ)
    plan = planning.plan_drafts(request)
    print_lines(_plan_lines(plan, words))
    paths = planning.write_drafts(plan, settings.sender_of(mail_settings))
    print_lines(mail.drafts_lines(paths, words))
    return DONE


def outbox(pack: Path | None, language: str | None) -> int:
    """List the outbox of a pack's folder, or of the folder of results here."""
    folder, month = _outbox_place(pack)
    entries = mail_outbox.list_entries(folder)
    replaced = frozenset(
        entry.number for entry in entries if planning.is_replaced(entry, entries)
    )
    shown = (entry for entry in entries if month in ("", entry.month))
    print_lines(mail.outbox_lines(shown, replaced, texts(command_language(language))))
    return DONE


def _outbox_place(pack: Path | None) -> tuple[Path, str]:
    """The folder of the outbox, and the month to list; all of them without a pack."""
    here = Path.cwd() if pack is None else pack.absolute()
    for folder in (here, here / OUTPUT_FOLDER):
        if (folder / mail_outbox.FILE).is_file():
            return folder, ""
    if pack is None:
        return here.parent, ""
    if not here.is_dir():
        raise BatchError(troubles.NO_PACK, name=str(pack))
    return here.parent, here.name
