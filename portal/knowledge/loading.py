"""Which questions does a new site begin with?"""

import tomllib
from pathlib import Path

from django.db import transaction

from portal.knowledge.models import Choice, Question

FIRST_QUESTIONS = Path(__file__).parent / "content" / "questions.toml"


@transaction.atomic
def load_questions():
    """Fill an empty question bank, once; afterwards the bank is the editors'. Returns how many were loaded."""
    if Question.objects.exists():
        return 0
    rows = tomllib.loads(FIRST_QUESTIONS.read_text(encoding="utf-8"))["question"]
    for row in rows:
        choices = row.pop("choices")
        question = Question.objects.create(**row)
        Choice.objects.bulk_create(Choice(question=question, **choice) for choice in choices)
    return len(rows)
