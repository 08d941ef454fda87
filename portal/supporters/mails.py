"""What is mailed to supporters."""

from portal import mail


def welcome(supporter):
    mail.queue("supporters/welcome", to=supporter.person)
