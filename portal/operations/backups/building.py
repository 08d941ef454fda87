"""Brings an empty database to the state after certain migrations, without the first content that a start adds.

``python -m portal.operations.backups.building`` reads ``[[app, name]]`` from its input.
"""

import json
import os
import sys

import django


def build(wanted):
    from django.db import connection  # noqa: PLC0415  after the setup
    from django.db.migrations.executor import MigrationExecutor  # noqa: PLC0415  after the setup

    executor = MigrationExecutor(connection)
    executor.recorder.ensure_schema()
    taken = set(wanted)
    while True:
        # Django chooses between a squashed migration and the steps that it replaces by what the site has taken.
        for app, name in sorted(taken):
            executor.recorder.record_applied(app, name)
        executor.loader.build_graph()
        executor.recorder.flush()
        executor.loader.applied_migrations = {}
        graph = executor.loader.graph
        # One that stands for several others, which the older site had.
        whole = {
            key for key, one in graph.nodes.items() if one and one.replaces and wanted >= set(map(tuple, one.replaces))
        }
        known = {key for key in graph.nodes if key in wanted | whole}
        # One that needs what came after that site: its steps do not, and Django takes them where one is not taken yet.
        later = {key for key in whole if not set(graph.forwards_plan(key)) <= known}
        if not later:
            break
        taken -= {tuple(graph.nodes[key].replaces[-1]) for key in later}
    last = [
        key
        for key in sorted(known)
        if not any(child.key[0] == key[0] and child.key in known for child in graph.node_map[key].children)
    ]
    executor.migrate(last)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    build({tuple(migration) for migration in json.load(sys.stdin)})
