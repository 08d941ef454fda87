"""`check --deploy` names each thing that is missing, with its setting, and nothing of a site that lacks nothing."""

import datetime
import shutil
from collections import namedtuple

import pytest
from django.conf import settings as site_settings
from django.contrib.auth.models import Group
from django.core import checks
from django.core.management import CommandError, call_command

from portal import clock, files, mail, organisation, seal
from portal.models import Organisation
from portal.operations.audit import event_key
from portal.operations.health import faults
from portal.permissions import ADMINS

pytestmark = pytest.mark.django_db
Disk = namedtuple("Disk", "total used free")
IDS = {f"operations.{level}{number:03}" for level in "EWI" for number in range(10, 38)}


@pytest.fixture
def whole(settings, tmp_path, siri):
    """The settings of a site that lacks nothing, and such a site."""
    for name in ("data", "backups", "static"):
        (tmp_path / name).mkdir()
    (tmp_path / "static" / "staticfiles.json").touch()
    key = tmp_path / "seal.pem"
    key.write_bytes(seal._new_key())  # noqa: SLF001  a key with a certificate, as the site makes it
    for name, value in {
        "PRODUCTION": True, "SITE_MODE": "production", "SITE_ADDRESS": "https://likeperson.test",
        "ALLOWED_HOSTS": ["likeperson.test"], "EMAIL_HOST": "mail.test", "EMAIL_HOST_USER": "us",
        "EMAIL_HOST_PASSWORD": "word", "DEFAULT_FROM_EMAIL": "post@likeperson.test", "EVENT_KEY_IS_SET": True,
        "BACKUP_DIR": str(tmp_path / "backups"), "BACKUP_KEY": "b-key of the tests, 36 characters or so",
        "DATA_DIR": tmp_path / "data", "STATIC_ROOT": tmp_path / "static", "SEAL_KEY_FILE": str(key),
        "SEAL_TIME_SERVICE": "https://time.test", "SEAL_TIME_CERTIFICATE_FILE": str(key),
        "EVENT_HEADS_TO": "audit@else.test", "METRICS_TOKEN": "t" * 30,
    }.items():  # fmt: skip
        setattr(settings, name, value)
    event_key.accept()  # something has happened here, with another key than in the other tests
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(site_settings, "EVENT_KEY", "e-key of the tests, 36 characters or so")
        event_key.accept()
        mail.record_heartbeat()
        siri.groups.add(Group.objects.get_or_create(name=ADMINS)[0])
        yield settings


def told():
    """``{id: sentence}`` of what this module's checks say."""
    found = checks.run_checks(include_deployment_checks=True)
    return {message.id: f"{message.msg} {message.hint or ''}" for message in found if message.id in IDS}


@pytest.mark.slow
def test_a_site_that_lacks_nothing_is_told_nothing_and_a_new_one_what_comes_next(whole, monkeypatch):
    assert told() == {}

    monkeypatch.setattr(organisation, "current", lambda: Organisation())
    [(number, sentence)] = told().items()
    assert (number, sentence[:54]) == ("operations.W033", "The site is not set up: it has no organisation. Run `m")

    monkeypatch.undo()
    monkeypatch.setattr(faults, "_is_migrated", lambda: False)  # it would not heal, so it does not start
    [(number, sentence)] = told().items()
    assert (number, sentence[:40]) == ("operations.E037", "The database is older than the code. Run")


@pytest.mark.parametrize(
    ("changed", "numbers", "sentence"),
    [
        ({"PRODUCTION": False, "SITE_MODE": "demo"}, "E010", "SITE_MODE is demo: the site invents people"),
        ({"PRODUCTION": False, "DEBUG": True}, "E010", "shows faults to everybody (DEBUG)"),
        ({"EMAIL_HOST": "smtp.example.no"}, "E011", "EMAIL_HOST is still the one of the sample"),
        ({"DEFAULT_FROM_EMAIL": "likeperson@example.no"}, "E011", "MAIL_FROM is still the one of the sample"),
        ({"SITE_ADDRESS": "http://likeperson.test"}, "E012", "SITE_ADDRESS is http://likeperson.test, and people sign"),
        ({"ALLOWED_HOSTS": ["*"]}, "E013", "ALLOWED_HOSTS is *: links in mails could lead to somebody else's site."),
        ({"ALLOWED_HOSTS": ["", "other.test"]}, "E014", "Add likeperson.test to ALLOWED_HOSTS."),
        ({"DEFAULT_FROM_EMAIL": "Likeperson"}, "E015", "MAIL_FROM is no e-mail address: Likeperson."),
        ({"EMAIL_HOST_PASSWORD": ""}, "E016", "Only one of EMAIL_HOST_USER and EMAIL_HOST_PASSWORD is set"),
        ({"EMAIL_HOST_PASSWORD": "", "EMAIL_HOST_USER": ""}, "W017", "mail is given to EMAIL_HOST without signing in"),
        ({"EVENT_KEY_IS_SET": False}, "W018", "EVENT_KEY is not set: the only copy of the key is"),
        ({"EVENT_KEY": "a short one"}, "E019 E022", "EVENT_KEY is too easy to guess"),
        ({"METRICS_TOKEN": "short"}, "E020", "METRICS_TOKEN has fewer than 20 characters"),
        ({"BACKUP_KEY": "e-key of the tests, 36 characters or so"}, "E021", "EVENT_KEY and BACKUP_KEY are the same"),
        (
            {"EVENT_KEY": "x-key of the tests, 36 characters or so"},
            "E022",
            "EVENT_KEY is another key than the one that",
        ),
        ({"BACKUP_DIR": ""}, "W023", "BACKUP_DIR is not set: no backup is made at night."),
        ({"BACKUP_DIR": "/dev/null/x"}, "W024", "BACKUP_DIR is /dev/null/x, and the site's account cannot write there"),
        ({"BACKUP_DIR": "{tmp}/data/backups"}, "W025", "inside of DATA_DIR: the backups would go together with"),
        ({"SEAL_KEY_FILE": "{tmp}/none.pem"}, "E026", "SEAL_KEY_FILE is {tmp}/none.pem, which the site's account"),
        ({"SEAL_TIME_CERTIFICATE_FILE": "/dev/null"}, "E027", "SEAL_TIME_CERTIFICATE_FILE holds no certificate"),
        ({"SEAL_KEY": "-----BEGIN CERTIFICATE-----"}, "E027", "SEAL_KEY holds no certificate that can be read"),
        ({"STATIC_ROOT": "{tmp}/data"}, "E029", "Run `manage.py collectstatic --noinput`."),
        ({"FILES_S3_WITHOUT_A_BUCKET": ["FILES_S3_SECRET"]}, "E030", "FILES_S3_SECRET is set and FILES_S3_BUCKET is"),
        ({"DAMAGED_WORDING": ["nn"]}, "W032", "The texts in one of the languages cannot be read"),
        ({"SEAL_TIME_SERVICE": ""}, "I035", "SEAL_TIME_SERVICE is not set: a seal has the time of this machine"),
        ({"EVENT_HEADS_TO": ""}, "I036", "EVENT_HEADS_TO is not set"),
    ],
)
def test_what_is_missing_is_a_sentence_with_the_name_of_its_setting(whole, tmp_path, changed, numbers, sentence):
    for name, value in changed.items():
        setattr(whole, name, value.replace("{tmp}", str(tmp_path)) if isinstance(value, str) else value)

    found = told()

    named = [f"operations.{number}" for number in numbers.split()]
    assert set(found) == set(named)
    assert sentence.replace("{tmp}", str(tmp_path)) in found[named[0]]


def test_a_running_site_that_is_not_well_says_what_readyz_says(whole, monkeypatch, siri):
    siri.groups.clear()
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: Disk(100, 99, 1))
    later = clock.now() + datetime.timedelta(minutes=2)

    with clock.at(later):
        found = [message for message in checks.run_checks(include_deployment_checks=True) if message.id in IDS]

    assert [message.msg.split(".")[0] for message in found] == [
        "The background process has not been seen for a minute",
        "The disk is nearly full, or nothing can be written to it",
        "FAULTS_TO is not set and there is no administrator: nobody is told when something is wrong",
    ]


def test_a_certificate_that_ends_and_a_bucket_that_does_not_answer_are_told(whole, monkeypatch):
    monkeypatch.setattr(seal, "VALID_TO", clock.now() + datetime.timedelta(days=20))
    whole.SEAL_KEY = seal._new_key().decode()  # noqa: SLF001  as above
    whole.FILES_ARE_SHARED = True

    def no_answer(path):
        raise files.Unreachable("the store of files does not answer (EndpointConnectionError)")

    monkeypatch.setattr(files, "exists", no_answer)
    found = told()

    assert set(found) == {"operations.W028", "operations.W031"}
    assert found["operations.W028"].startswith("The certificate in SEAL_KEY is good until 20")
    assert found["operations.W031"].startswith("FILES_S3_BUCKET cannot be used: the store of files does not answer")


def test_a_machine_with_another_key_of_the_log_does_not_start_until_it_is_accepted(whole):
    call_command("event_key")
    whole.EVENT_KEY, whole.EVENT_KEY_IS_SET = "made by a second machine for itself, silently", False

    for command in ("event_key", "worker", "serve"):
        with pytest.raises(CommandError, match=r"EVENT_KEY is not set, and what .* is another key than"):
            call_command(command)

    call_command("event_key", accept=True)
    call_command("event_key")
    event_key.check()
