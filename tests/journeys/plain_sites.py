"""Two sites to compare speed with: one answer of a bare Django, and a plain Wagtail page with a StreamField.

They are written into a folder and served by the same web server as ours, with as many processes.
"""

import os
import subprocess
import sys

HELLO = """
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
settings.configure(SECRET_KEY="x" * 50, ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__)
urlpatterns = [path("", lambda request: HttpResponse("hello"))]
application = get_wsgi_application()
"""
SETTINGS = """
from pathlib import Path
SECRET_KEY, ALLOWED_HOSTS, ROOT_URLCONF, STATIC_URL, USE_TZ = "x" * 50, ["*"], "plain_urls", "/static/", True
INSTALLED_APPS = ["plain", "wagtail.users", "wagtail.images", "wagtail.documents", "wagtail.admin", "wagtail",
    "wagtail.search", "modelcluster", "taggit", "django.contrib.auth", "django.contrib.contenttypes",
    "django.contrib.sessions", "django.contrib.messages", "django.contrib.staticfiles"]
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(__file__).parent / "plain.sqlite3"}}
TEMPLATES = [{"BACKEND": "django.template.backends.django.DjangoTemplates", "DIRS": [Path(__file__).parent],
    "APP_DIRS": True, "OPTIONS": {"context_processors": ["django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth", "django.contrib.messages.context_processors.messages"]}}]
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware", "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware"]
WAGTAIL_SITE_NAME, WAGTAILADMIN_BASE_URL = "Plain", "http://localhost"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
"""
MODELS = """
from wagtail import blocks
from wagtail.fields import StreamField
from wagtail.models import Page
class PlainPage(Page):
    template = "plain.html"
    body = StreamField([("heading", blocks.CharBlock()), ("text", blocks.RichTextBlock())])
"""
PAGE = """{% load wagtailcore_tags %}<!DOCTYPE html><title>{{ page.title }}</title><nav>
{% for one in page.get_siblings.live.in_menu %}<a href="{% pageurl one %}">{{ one.title }}</a>{% endfor %}</nav>
<h1>{{ page.title }}</h1>{% for block in page.body %}<section>{% include_block block %}</section>{% endfor %}
{% for one in page.get_children.live %}<a href="{% pageurl one %}">{{ one.title }}</a>{% endfor %}
{% if request.user.is_authenticated %}{{ request.user }}{% endif %}"""
FILL = """
import django
django.setup()
from django.core.management import call_command
call_command("makemigrations", "plain", verbosity=0)
call_command("migrate", verbosity=0)
from plain.models import PlainPage
from wagtail.models import Page, Site
body = [("heading", "Bread"), ("text", "<p>About <b>bread</b> and <a href='/x/'>more</a>.</p>")] * 6
root = Page.objects.get(depth=1).add_child(instance=PlainPage(title="Front", slug="front", body=body))
for number in range(6):
    root.add_child(instance=PlainPage(title=f"Page {number}", slug=f"p{number}", body=body, show_in_menus=True))
Site.objects.update(root_page=root)
"""
WSGI = "from django.core.wsgi import get_wsgi_application\napplication = get_wsgi_application()\n"
URLS = "from django.urls import include, path\nfrom wagtail import urls\nurlpatterns = [path('', include(urls))]\n"


def write(folder):
    """Write both into the folder and fill the database of the Wagtail one."""
    files = {"hello.py": HELLO, "plain_settings.py": SETTINGS, "plain/models.py": MODELS, "plain.html": PAGE,
             "plain/__init__.py": "", "plain/migrations/__init__.py": "", "fill.py": FILL, "plain_wsgi.py": WSGI,
             "plain_urls.py": URLS}  # fmt: skip
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    subprocess.run([sys.executable, "fill.py"], cwd=folder, env=_environment(folder), check=True)


def serve(folder, module, port):
    """The process that serves one of them: ``hello`` or ``plain_wsgi``."""
    command = [sys.executable, "-m", "gunicorn", f"{module}:application", "-b", f"127.0.0.1:{port}", "-w", "2",
               "--threads", "4", "--log-level", "error"]  # fmt: skip
    return subprocess.Popen(command, cwd=folder, env=_environment(folder))


def _environment(folder):
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "DATA_DIR")}
    return {**kept, "DJANGO_SETTINGS_MODULE": "plain_settings", "PYTHONPATH": str(folder)}
