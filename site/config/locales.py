"""Finds compiled wording that is damaged, so that one such file does not stop the site."""

import gettext
import shutil
from pathlib import Path


def sound(folders: list[Path], spare: Path) -> tuple[list[Path], list[str]]:
    """The folders of wording to use, and the files that cannot be read, by their paths.

    A folder with such a file is replaced with a copy in ``spare``, without the languages that the file is of: messages
    in these are shown as they are in the code.
    """
    used, damaged = [], []
    for folder in folders:
        bad = [path for path in sorted(folder.glob("*/LC_MESSAGES/*.mo")) if not _is_readable(folder, path)]
        damaged += [str(path) for path in bad]
        used.append(_without({path.parent.parent.name for path in bad}, folder, spare) if bad else folder)
    return used, damaged


def _is_readable(folder: Path, path: Path) -> bool:
    try:
        # As Django reads it. What is read is kept by gettext, so that it is not read twice.
        gettext.translation(path.stem, str(folder), [path.parent.parent.name])
    except Exception:  # gettext raises whatever it stumbles on
        return False
    return True


def _without(languages: set[str], folder: Path, spare: Path) -> Path:
    copy = spare / folder.name
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(folder, copy, ignore=lambda at, names: languages.intersection(names))
    return copy
