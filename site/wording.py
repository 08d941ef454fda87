"""The interface's wording: gather new messages, compile, and check that nothing is missing.

Run as `python site/wording.py gather|compile|check`. Compiling needs no gettext on the machine: polib does it.
"""

import ast
import re
import subprocess
import sys
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "site" / "locale"
LANGUAGES = ("nb", "nn", "en")
ROOMS = ("forms", "home", "portal", "site")
BANNED = ["ugyldig", "vennligst", "påkrevd", "obligatorisk", "oops", "feil format", "klikk her", "les mer"]
# How the code, and Django's reading of a template for gettext, write a message.
CALLED = re.compile(r"_|n?p?gettext(_lazy|_noop)?")
STRING = r"""u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
WRITTEN = re.compile(rf"\b(_|n?p?gettext)\(\s*({STRING}(?:\s*,\s*{STRING})*)")


def catalogue(language):
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def gather():
    """Read every message from code and templates into the catalogues; new ones are empty until somebody writes them."""
    command = [sys.executable, str(ROOT / "manage.py"), "makemessages", "--no-location", "--no-obsolete", "--no-wrap"]
    ignored = [part for name in (".venv", "var", "tests", "docs") for part in ("-i", f"{name}/*")]
    languages = [part for code in LANGUAGES for part in ("-l", code)]
    subprocess.run([*command, *languages, *ignored], cwd=ROOT, check=True)  # noqa: S603  our own command
    for language in LANGUAGES:
        book = polib.pofile(str(catalogue(language)), wrapwidth=0)
        book.header = "The interface's wording. Bokmål is written by hand and is the source for what people read."
        book.metadata = {
            "Language": language,
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=UTF-8",
            "Content-Transfer-Encoding": "8bit",
            "Plural-Forms": "nplurals=2; plural=(n != 1);",
        }
        for entry in book:
            if "fuzzy" in entry.flags:  # a guess by likeness is no wording
                entry.flags.remove("fuzzy")
                entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None
                entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
        book.save()


def compile_all():
    for path in (ROOT / "site").glob("locale*/*/LC_MESSAGES/*.po"):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))


def messages_in_code(source):
    """The messages of a Python file: a set of ``(context or None, message)``."""
    found = set()
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and CALLED.fullmatch(call.func.id):
            texts = [one.value for one in call.args if isinstance(one, ast.Constant)]
            if call.func.id.startswith(("p", "np")):
                found.add(tuple(texts[:2]))
            else:
                found |= {(None, text) for text in texts[:1]}
    return found


def messages_in_template(source):
    """The messages of a template: a set of ``(context or None, message)``."""
    calls = [f"{name}({texts})" for name, texts in WRITTEN.findall(templatize(source))]
    return messages_in_code("\n".join(calls))


def messages():
    """Every message of the code and the templates, and a file that has it: ``{(context or None, message): path}``."""
    found = {}
    for path in sorted((ROOT / "templates").rglob("*.*")):
        found |= dict.fromkeys(messages_in_template(path.read_text()), path.relative_to(ROOT))
    for path in sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py")):
        found |= dict.fromkeys(messages_in_code(path.read_text()), path.relative_to(ROOT))
    return found


def faults():
    """What is wrong in the catalogues: missing messages and wording, banned words, placeholders that do not match."""
    found = []
    used = messages()
    for language in LANGUAGES:
        entries = polib.pofile(str(catalogue(language)))
        known = {(entry.msgctxt, entry.msgid) for entry in entries}
        found += [f"{language}: “{one[1]}” in {path} is not gathered" for one, path in used.items() if one not in known]
        for entry in entries:
            texts = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
            for text in texts:
                if not text:
                    found.append(f"{language}: no wording for “{entry.msgid}”")
                elif language != "en" and (bad := [word for word in BANNED if word in text.lower()]):
                    found.append(f"{language}: “{text}” has {bad[0]}")
                elif placeholders(text) - placeholders(entry.msgid + entry.msgid_plural):
                    found.append(f"{language}: “{text}” has a placeholder that “{entry.msgid}” has not")
                elif not entry.msgid_plural and placeholders(text) != placeholders(entry.msgid):
                    found.append(f"{language}: “{text}” lacks a placeholder of “{entry.msgid}”")
    return found


def placeholders(text):
    return set(re.findall(r"%\(\w+\)[sd]|%[sd]", text))


def main(verb):
    if verb == "gather":
        gather()
    elif verb == "compile":
        compile_all()
    elif verb == "check":
        wrong = faults()
        print("\n".join(wrong) or "Every message has wording in nb, nn and en.")  # noqa: T201
        sys.exit(bool(wrong))
    else:
        sys.exit("Use: gather, compile or check")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "")
