"""How the files under ``templates/`` are read."""

from django.template.loaders import filesystem


class Loader(filesystem.Loader):
    """Reads a template without the line break at its end.

    Every file ends with a line break, but what a component renders does not: it can stand in the middle of a sentence,
    before a comma, in a page as in a text mail.
    """

    def get_contents(self, origin):
        contents = super().get_contents(origin)
        return contents.removesuffix("\n") if origin.template_name.endswith(".html") else contents
