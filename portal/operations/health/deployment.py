"""What ``manage.py check --deploy`` says of a site that is set up, or runs: a sentence for each thing that is missing.

The units of ``deploy/`` do not start a site that has an error. A warning is something that somebody ought to do. What
the organisation is free to choose is told for information.
"""

import datetime
import os
import re
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Info, Warning, register
from django.db import DatabaseError
from django.utils import translation

from portal import clock, files, organisation, seal
from portal.chapters import queries as chapter_queries
from portal.operations.audit import event_key
from portal.operations.health import faults
from portal.outages import OUTAGES

OF_THE_SAMPLE = "example.no"  # in deploy/environment
SHORTEST_KEY = 32  # characters; `openssl rand -base64 48` gives 64
SHORTEST_TOKEN = 20
RENEW_WITHIN = datetime.timedelta(days=30)
MAKE_A_KEY = "Make one with `openssl rand -base64 48`, and keep a copy where this machine is not."


@register(deploy=True)
def runs_as_production(app_configs, **kwargs):
    if settings.PRODUCTION:
        return []
    what = "shows faults to everybody (DEBUG)" if settings.DEBUG else "invents people, and writes mail to files"
    return [
        Error(
            f"SITE_MODE is {settings.SITE_MODE}: the site {what}.",
            hint="Set SITE_MODE=production. The units in deploy/ do it.",
            id="operations.E010",
        )
    ]


@register(deploy=True)
def settings_are_its_own(app_configs, **kwargs):
    values = {
        "SITE_ADDRESS": settings.SITE_ADDRESS,
        "ALLOWED_HOSTS": ",".join(settings.ALLOWED_HOSTS),
        "EMAIL_HOST": settings.EMAIL_HOST,
        "MAIL_FROM": settings.DEFAULT_FROM_EMAIL,
    }
    return [
        Error(
            f"{name} is still the one of the sample: {value}.",
            hint="Write your own into the file of settings.",
            id="operations.E011",
        )
        for name, value in values.items()
        if re.search(rf"(^|[@./]){re.escape(OF_THE_SAMPLE)}\b", value)
    ]


@register(deploy=True)
def address_is_answered(app_configs, **kwargs):
    address, hosts = urlsplit(settings.SITE_ADDRESS), settings.ALLOWED_HOSTS
    found = []
    if address.scheme != "https":
        told = f"SITE_ADDRESS is {settings.SITE_ADDRESS}, and people sign in through an open line."
        found.append(Error(told, hint="Write it with https://, and put a certificate in nginx.", id="operations.E012"))
    if "*" in hosts:
        told = "ALLOWED_HOSTS is *: links in mails could lead to somebody else's site."
        found.append(Error(told, hint=f"Write the name alone: {address.hostname}.", id="operations.E013"))
    elif not any(address.hostname == host or f".{address.hostname}".endswith(host) for host in hosts if host):
        told = f"ALLOWED_HOSTS does not have {address.hostname}, which SITE_ADDRESS names: no page would be shown."
        found.append(Error(told, hint=f"Add {address.hostname} to ALLOWED_HOSTS.", id="operations.E014"))
    return found


@register(deploy=True)
def mail_is_set(app_configs, **kwargs):
    found = []
    if not re.search(r"[^@\s]@[^@\s]+\.[^@\s]", settings.DEFAULT_FROM_EMAIL):
        told = f"MAIL_FROM is no e-mail address: {settings.DEFAULT_FROM_EMAIL}."
        found.append(Error(told, hint="Write it like likeperson@your-name.no.", id="operations.E015"))
    if bool(settings.EMAIL_HOST_USER) != bool(settings.EMAIL_HOST_PASSWORD):
        told = "Only one of EMAIL_HOST_USER and EMAIL_HOST_PASSWORD is set: the mail server would refuse it."
        found.append(Error(told, hint="Set both, or neither of them.", id="operations.E016"))
    elif not settings.EMAIL_HOST_USER:
        told = "EMAIL_HOST_USER and EMAIL_HOST_PASSWORD are not set: mail is given to EMAIL_HOST without signing in."
        hint = "Set both, unless that server takes mail from this machine as it is."
        found.append(Warning(told, hint=hint, id="operations.W017"))
    return found


@register(deploy=True)
def keys_are_strong_and_kept(app_configs, **kwargs):
    keys = {name: getattr(settings, name) for name in ("SECRET_KEY", "EVENT_KEY", "BACKUP_KEY")}
    found = []
    if not settings.EVENT_KEY_IS_SET:
        told = f"EVENT_KEY is not set: the only copy of the key is {settings.PRIVATE_DIR / 'event_key'}."
        hint = (
            "Write what is in that file behind EVENT_KEY= in the settings, and keep a copy where this machine is not."
        )
        found.append(Warning(told, hint=hint, id="operations.W018"))
    elif len(settings.EVENT_KEY) < SHORTEST_KEY or len(set(settings.EVENT_KEY)) < 8:
        told = "EVENT_KEY is too easy to guess: whoever guesses it can forge the event log."
        found.append(Error(told, hint=MAKE_A_KEY, id="operations.E019"))
    if settings.METRICS_TOKEN and len(settings.METRICS_TOKEN) < SHORTEST_TOKEN:
        told = f"METRICS_TOKEN has fewer than {SHORTEST_TOKEN} characters, and is easy to guess."
        found.append(Error(told, hint="Make one with `openssl rand -base64 32`.", id="operations.E020"))
    twice = [name for name, key in keys.items() if key and Counter(keys.values())[key] > 1]
    if twice:
        told = f"{' and '.join(twice)} are the same key: whoever gets one has the other."
        found.append(Error(told, hint=f"Give each a key of its own. {MAKE_A_KEY}", id="operations.E021"))
    return found


@register(deploy=True)
def event_log_is_of_this_key(app_configs, **kwargs):
    try:
        event_key.check()
    except event_key.OtherKey as fault:
        return [Error(str(fault), id="operations.E022")]
    return []


@register(deploy=True)
def backups_are_made(app_configs, **kwargs):
    if not settings.BACKUP_DIR:
        hint = "Set BACKUP_DIR to a folder, and BACKUP_KEY. " + MAKE_A_KEY
        return [Warning("BACKUP_DIR is not set: no backup is made at night.", hint=hint, id="operations.W023")]
    folder = Path(settings.BACKUP_DIR)
    if not _can_be_written(folder):
        told = f"BACKUP_DIR is {folder}, and the site's account cannot write there: no backup is made."
        hint = "Make the folder, and give it to the account: `install -d -m 700 -o ACCOUNT -g ACCOUNT FOLDER`."
        return [Warning(told, hint=hint, id="operations.W024")]  # a machine that answers alone need not write there
    if folder.resolve().is_relative_to(Path(settings.DATA_DIR).resolve()):
        told = f"BACKUP_DIR is {folder}, inside of DATA_DIR: the backups would go together with the data."
        return [Warning(told, hint="Choose a folder on another disk.", id="operations.W025")]
    return []


def _can_be_written(folder):
    while not folder.exists():
        folder = folder.parent
    return folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)


@register(deploy=True)
def certificates_can_be_used(app_configs, **kwargs):
    found = []
    names = {"SEAL_KEY_FILE": settings.SEAL_KEY_FILE, "SEAL_TIME_CERTIFICATE_FILE": settings.SEAL_TIME_CERTIFICATE_FILE}
    contents = {"SEAL_KEY": settings.SEAL_KEY.encode()} if settings.SEAL_KEY else {}
    for name, path in names.items():
        if path:
            try:
                contents[name] = Path(path).read_bytes()
            except OSError as fault:
                told = f"{name} is {path}, which the site's account cannot read ({fault.strerror}): nothing is sealed."
                found.append(Error(told, hint="Give the file to the account, mode 0400.", id="operations.E026"))
    for name, content in contents.items():
        ends = seal.ends(content)
        if ends is None:
            told = f"{name} holds no certificate that can be read: nothing is sealed."
            found.append(Error(told, hint="It is PEM: -----BEGIN CERTIFICATE-----.", id="operations.E027"))
        elif ends < clock.now() + RENEW_WITHIN:
            told = f"The certificate in {name} is good until {clock.local(ends):%Y-%m-%d}."
            found.append(Warning(told, hint="Put in a new one before that day.", id="operations.W028"))
    return found


@register(deploy=True)
def files_are_where_they_should_be(app_configs, **kwargs):
    found = []
    if settings.PRODUCTION and not (Path(settings.STATIC_ROOT) / "staticfiles.json").exists():
        told = f"The style sheets are not in {settings.STATIC_ROOT}: no page could be shown."
        found.append(Error(told, hint="Run `manage.py collectstatic --noinput`.", id="operations.E029"))
    if settings.FILES_S3_WITHOUT_A_BUCKET:
        names = " and ".join(settings.FILES_S3_WITHOUT_A_BUCKET)
        told = f"{names} is set and FILES_S3_BUCKET is not: the files stay on this machine, where no other finds them."
        found.append(Error(told, hint="Set FILES_S3_BUCKET, or none of them.", id="operations.E030"))
    if settings.FILES_ARE_SHARED:
        try:
            files.exists(settings.PRIVATE_DIR / "is-it-there")
        except files.Unreachable as fault:
            hint = "Look at FILES_S3_ENDPOINT, FILES_S3_REGION, FILES_S3_KEY_ID and FILES_S3_SECRET."
            found.append(Warning(f"FILES_S3_BUCKET cannot be used: {fault}.", hint=hint, id="operations.W031"))
    return found


@register(deploy=True)
def site_is_set_up_and_well(app_configs, **kwargs):
    """Whether the site is set up, and the faults of /readyz. They are warnings, because the site may start while the
    database is away, and works once it answers.

    Tables that are missing are an error: with the address of an empty database the site never works.
    """
    with translation.override("en"):
        texts = {name: str(faults.TEXTS[name]) for name, is_well in faults.found(clock.now()).items() if not is_well}
    found = [Error(texts.pop("migrations"), id="operations.E037")] if "migrations" in texts else []
    found += [Warning(text, id="operations.W032") for text in texts.values()]
    try:
        is_set_up = organisation.current().pk is not None
        is_looked_after = bool(settings.FAULTS_TO or list(chapter_queries.administrators()))
    except (*OUTAGES, DatabaseError):
        return found
    if not is_set_up:
        hint = "Run `manage.py start --organisation ms --admin you@your-name.no`."
        found.append(Warning("The site is not set up: it has no organisation.", hint=hint, id="operations.W033"))
    elif not is_looked_after:
        hint = "Set FAULTS_TO to the address of whoever runs the site."
        told = "FAULTS_TO is not set and there is no administrator: nobody is told when something is wrong."
        found.append(Warning(told, hint=hint, id="operations.W034"))
    return found


@register(deploy=True)
def choices_are_known(app_configs, **kwargs):
    found = []
    if not settings.SEAL_TIME_SERVICE:
        told = "SEAL_TIME_SERVICE is not set: a seal has the time of this machine, and nobody else's."
        found.append(Info(told, hint="Set it where your lawyers want a time-stamp service.", id="operations.I035"))
    if not settings.EVENT_HEADS_TO:
        told = "EVENT_HEADS_TO is not set: that the last events were deleted is seen on this machine alone."
        hint = "Set an address that those who run the database cannot read."
        found.append(Info(told, hint=hint, id="operations.I036"))
    return found
