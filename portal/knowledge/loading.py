"""The first questions and the first course of a new site."""

import tomllib
from pathlib import Path

from django.db import transaction

from portal.knowledge.models import Choice, CoursePart, Question, Reflection

FIRST_QUESTIONS = Path(__file__).parent / "content" / "questions.toml"
FIRST_COURSE = Path(__file__).parent / "content" / "course.toml"


@transaction.atomic
def load_questions():
    """Fill the question bank if it is empty. Returns how many questions were loaded."""
    if Question.objects.exists():
        return 0
    rows = tomllib.loads(FIRST_QUESTIONS.read_text(encoding="utf-8"))["question"]
    for row in rows:
        choices = row.pop("choices")
        question = Question.objects.create(**row)
        Choice.objects.bulk_create(Choice(question=question, **choice) for choice in choices)
    return len(rows)


@transaction.atomic
def load_course():
    """Create the parts of the course if there are none. Returns how many were loaded."""
    if CoursePart.objects.exists():
        return 0
    rows = tomllib.loads(FIRST_COURSE.read_text(encoding="utf-8"))["part"]
    for order, row in enumerate(rows, 1):
        questions = row.pop("reflect")
        row["text"] = {language: text.strip() for language, text in row["text"].items()}
        part = CoursePart.objects.create(order=order, **row)
        Reflection.objects.bulk_create(Reflection(part=part, text=text) for text in questions)
    return len(rows)
