"""The conversation cards of every chapter together, to print and cut out: four to an A4."""

from dataclasses import dataclass

CARDS_ON_A_SHEET = 4


@dataclass(frozen=True)
class Card:
    theme: str
    questions: list
    lang: str  # the chapter's own: one may be translated before another


def all_cards(guide):
    """Every card of the published chapters, in the order of the guide."""
    return [
        Card(card["theme"], list(card["questions"]), chapter.language_of_text()["lang"])
        for chapter in guide.chapters()
        for block in chapter.body
        if block.block_type == "cards"
        for card in block.value["cards"]
    ]


def sheets(cards):
    """The cards as they are printed: sheets of two rows with two cards. A place that is left over is None."""
    for start in range(0, len(cards), CARDS_ON_A_SHEET):
        sheet = cards[start : start + CARDS_ON_A_SHEET]
        sheet += [None] * (CARDS_ON_A_SHEET - len(sheet))
        yield [sheet[:2], sheet[2:]]
