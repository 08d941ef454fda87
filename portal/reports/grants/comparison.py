"""What differs between two versions of the file of the grant. Pure functions over its ``contents.Contents``."""

SECTIONS = ("activities", "supporters", "chapters")
ADDED, REMOVED, CHANGED = "added", "removed", "changed"


def differences(before, after):
    """``[{section, what, name, fields}]``: each row that was added, removed or changed, and which of its values.

    Rows are the same by their ``ref``, measures by their ``code``. ``rules``, ``gaps`` (what is missing: ``fields``
    say of what) and ``organisation`` (its name) are one row each, without a name.
    """
    found = []
    for section in SECTIONS:
        found += _differences(section, *({row["ref"]: row for row in getattr(one, section)} for one in (before, after)))
    found += _differences("measures", *({row["code"]: row for row in one.about["measures"]} for one in (before, after)))
    for section in ("rules", "organisation"):
        if before.about[section] != after.about[section]:
            found.append({"section": section, "what": CHANGED, "name": "", "fields": []})
    gaps = _changed_gaps(before.about["gaps"], after.about["gaps"])
    return [*found, {"section": "gaps", "what": CHANGED, "name": "", "fields": gaps}] if gaps else found


def _changed_gaps(old, new):
    """The codes of what is missing in another way. What an older version did not look for was not missing."""
    return [code for code in dict.fromkeys([*new, *old]) if (old.get(code) or None) != (new.get(code) or None)]


def _differences(section, old, new):
    keys = [*new, *(key for key in old if key not in new)]
    return [line for key in keys for line in _difference(section, old.get(key), new.get(key))]


def _difference(section, old, new):
    if old == new:
        return []
    what = ADDED if old is None else REMOVED if new is None else CHANGED
    fields = [name for name in new if old.get(name) != new[name]] if what == CHANGED else []
    return [{"section": section, "what": what, "name": _name_of(section, new or old), "fields": fields}]


def _name_of(section, row):
    if section == "activities":
        return ", ".join(part for part in (row["day"], row["name"], row["chapter"], row["leader"]) if part)
    return row["name"]


def counts(changes):
    """``[(section, {what: how many})]`` of ``differences``, of the sections in which something differs."""
    found = {}
    for line in changes:
        of_section = found.setdefault(line["section"], dict.fromkeys((ADDED, REMOVED, CHANGED), 0))
        of_section[line["what"]] += 1
    return list(found.items())
