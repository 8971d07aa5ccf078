"""What `apoq send` and `apoq outbox` do: read clock, environment and answers; print.

Knows how a send is told on a terminal; must not know how it comes about.
"""

import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import click

from apoq_batch.batch import close
from apoq_batch.cli.language import terminal_language
from apoq_batch.cli.mail_commands import ATTACHABLE
from apoq_batch.cli.troubles import DONE
from apoq_batch.cli.troubles import INTERRUPTED
from apoq_batch.cli.troubles import WORLD_SAID_NO
from apoq_batch.core.messages import mail_troubles as troubles
from apoq_batch.core.messages.troubles import BatchError
from apoq_batch.mail import outbox as box
from apoq_batch.mail import passwords
from apoq_batch.mail import plan as planning
from apoq_batch.mail import settings
from apoq_batch.mail.attachments import Kind
from apoq_batch.mail.outbox import Entry
from apoq_batch.mail.outbox import State
from apoq_batch.mail.plan import Deed
from apoq_batch.mail.plan import Plan
from apoq_batch.terminal import console
from apoq_batch.terminal import mail
from apoq_batch.wording.texts import Texts
from apoq_batch.wording.texts import texts

_YES = ("s", "si", "sí", "y", "yes")


def _print(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


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
    """Show what is about to leave, ask, and send it."""
    spoken = language or terminal_language(os.environ, ())
    if set_password:
        return _keep_password(pack, spoken)
    request = planning.Request(
        pack=_needed(pack),
        to=_apart(to),
        attach=tuple(_kind(one) for one in _apart(attach)),
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


def _send(request: planning.Request, language: str, *, asks: bool) -> int:
    t, words = texts(language, "cli"), texts(language)
    given = planning.settings_for(request.pack, os.environ)
    with planning.planned(request, _now()) as (plan, outbox):
        if not plan.due:
            _print(_plan_lines(plan, words))
            return _ended(plan, (), t)
        server = settings.server_of(given)
        _print(_plan_lines(plan, words))
        click.echo(mail.server_line(server, words))
        if asks and not _is_wanted(len(plan.due), t):
            click.echo(t("Nothing was sent."))
            return DONE
        from apoq_batch.mail.send import Carrier
        from apoq_batch.mail.send import carry_out

        progress = console.Progress(sys.stderr, t("Sending"))
        carrier = Carrier(
            server=server, password=_password(server), clock=_now, watcher=progress.show
        )
        done = carry_out(
            plan,
            outbox,
            carrier,
            lambda one: click.echo(mail.ending_line(one, words)),
        )
        return _ended(plan, done, t)


def _plan_lines(plan: Plan, words: Texts) -> Iterable[str]:
    recipients = (
        mail.deed_line(job.recipient.address, job.deed, job.entry, words)
        for job in plan.jobs
    )
    yield from mail.plan_lines(plan.subject, plan.enclosed, recipients, words)


def _ended(plan: Plan, done: tuple[Entry, ...], t: Texts) -> int:
    """0 when everybody has it now."""
    had = sum(job.deed is Deed.SENT_BEFORE for job in plan.jobs)
    has = had + sum(entry.state is State.SENT for entry in done)
    if plan.others:
        click.echo(t("In the outbox there are other messages not sent: apoq outbox"))
    if has == len(plan.jobs):
        click.echo(t("Everybody has it."))
        return DONE
    click.echo(t("Not everybody has it; what is to be done says: apoq outbox"))
    return WORLD_SAID_NO


def _is_wanted(count: int, t: Texts) -> bool:
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
    if server.user is None:
        return None
    given = os.environ.get(settings.PASSWORD)
    found = given or passwords.kept(server.host, server.user)
    if not found:
        raise BatchError(troubles.NO_PASSWORD, user=server.user, host=server.host)
    return found


def _keep_password(pack: Path | None, language: str) -> int:
    t = texts(language, "cli")
    host, user = settings.account_of(planning.settings_for(pack, os.environ))
    asked = t("Password of {user} at {host}", user=user, host=host)
    try:
        given = click.prompt(asked, hide_input=True)
    except click.Abort:
        click.echo(t("Stopped. No password was kept."), err=True)
        return INTERRUPTED
    passwords.keep(host, user, given)
    click.echo(t("The password is kept in the keyring of this computer."))
    return DONE


def _write_drafts(request: planning.Request, words: Texts) -> int:
    given = planning.settings_for(request.pack, os.environ)
    plan = planning.drafted(request)
    _print(_plan_lines(plan, words))
    written = planning.write_drafts(plan, settings.sender_of(given))
    _print(mail.drafts_lines(written, words))
    return DONE


def _needed(pack: Path | None) -> Path:
    if pack is None:
        context = click.get_current_context()
        named = next(one for one in context.command.params if one.name == "pack")
        raise click.MissingParameter(ctx=context, param=named)
    return pack


def _apart(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(part.strip() for one in given for part in one.split(",") if part.strip())


def _kind(word: str) -> Kind:
    if word not in ATTACHABLE:
        context = click.get_current_context()
        named = next(one for one in context.command.params if one.name == "attach")
        raise click.BadParameter(word, ctx=context, param=named)
    return Kind(word)


def outbox(pack: Path | None, language: str | None) -> int:
    """List the outbox of a pack's folder, or of the folder of results here."""
    words = texts(language or terminal_language(os.environ, ()))
    folder, month = _place(pack)
    entries = box.listed(folder)
    replaced = frozenset(
        one.number for one in entries if planning.is_replaced(one, entries)
    )
    shown = (one for one in entries if month in ("", one.month))
    _print(mail.outbox_lines(shown, replaced, words))
    return DONE


def _place(pack: Path | None) -> tuple[Path, str]:
    """The folder of the outbox, and the month to list; all of them without a pack."""
    here = Path.cwd() if pack is None else pack.absolute()
    for folder in (here, here / close.OUTPUT_FOLDER):
        if (folder / box.FILE).is_file():
            return folder, ""
    if pack is None:
        return here.parent, ""
    if not here.is_dir():
        raise BatchError(troubles.NO_PACK, name=str(pack))
    return here.parent, here.name
