"""The blocks that an editor can put on a page. Headings are h2 and h3. Templates are in templates/home/blocks/."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

from home.editing.filling_in.form_fields import DayField, DayInput, normalise_phone, validate_dialled_number
from home.helplines import lookup as helplines
from portal import organisation
from portal.context import interface_language, language_prefix

TEXT_FEATURES = ["h2", "h3", "bold", "ol", "ul", "link"]


class UntranslatedCharBlock(blocks.CharBlock):
    """Text that is the same in every language: translators do not see it."""

    def get_translatable_segments(self, value):
        return []


class Address(UntranslatedCharBlock):
    """An address, of this site or another."""

    whole_address = RegexValidator(
        r"^(https?://[^\s/]+\.\S*|/(?!/)\S*)$", _("Write the whole address, for example https://www.ffo.no/")
    )

    def clean(self, value):
        value = super().clean(value).strip()
        if value and not self.is_deferred_validation:
            self.whole_address(value)
        return value


class Day(blocks.DateBlock):
    """A date, read as in every other field of the CMS."""

    @cached_property
    def field(self):
        return DayField(widget=DayInput(format=self.format), **self.field_options)


class Phone(UntranslatedCharBlock):
    """A phone number, kept as it is dialled."""

    def clean(self, value):
        value = super().clean(value)
        if value and not self.is_deferred_validation:
            value = normalise_phone(value)
            validate_dialled_number(value)
        return value


class AdviceItem(blocks.StructBlock):
    title = blocks.CharBlock(label=_("The advice"))
    text = blocks.TextBlock(label=_("Why or how"))

    class Meta:
        label = _("Piece of advice")


class Advice(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"))
    items = blocks.ListBlock(AdviceItem(), label=_("Pieces of advice"))

    class Meta:
        label = _("Numbered advice")
        icon = "list-ol"
        template = "home/blocks/advice.html"


class Checklist(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"))
    items = blocks.ListBlock(blocks.CharBlock(), label=_("Points"))

    class Meta:
        label = _("Checklist")
        icon = "tick"
        template = "home/blocks/checklist.html"


class TableRow(blocks.StructBlock):
    name = blocks.CharBlock(label=_("What the row is about"))
    text = blocks.TextBlock(label=_("What is said of it"))

    class Meta:
        label = _("Row")


class Table(blocks.StructBlock):
    """Two columns. On a phone each row stands by itself, its name above what is said of it."""

    heading = blocks.CharBlock(label=_("Heading"))
    first = blocks.CharBlock(label=_("Name of the first column"))
    second = blocks.CharBlock(label=_("Name of the second column"))
    rows = blocks.ListBlock(TableRow(), label=_("Rows"))

    class Meta:
        label = _("Table with two columns")
        icon = "table"
        template = "home/blocks/table.html"


class Note(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"))
    text = blocks.RichTextBlock(features=["bold", "ul", "link"], label=_("Text of the note"))

    class Meta:
        label = _("Something to remember")
        icon = "info-circle"
        template = "home/blocks/note.html"


class TalkCard(blocks.StructBlock):
    theme = blocks.CharBlock(label=_("Theme"))
    questions = blocks.ListBlock(blocks.CharBlock(), label=_("Questions"))

    class Meta:
        label = _("Conversation card")


class TalkCards(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("Heading"))
    cards = blocks.ListBlock(TalkCard(), label=_("Cards"))

    class Meta:
        label = _("Conversation cards")
        icon = "copy"
        template = "home/blocks/cards.html"


class InterfaceBlock(blocks.StaticBlock):
    """Words of the interface, inside a text that may be in another language."""

    def get_context(self, value, parent_context=None):
        return super().get_context(value, parent_context) | {"interface_language": interface_language()}


class Crisis(InterfaceBlock):
    """The crisis lines as they are kept among the helplines: no number is written twice."""

    class Meta:
        label = _("Crisis numbers")
        admin_text = _("The numbers come from the helplines of the kind «crisis».")
        icon = "warning"
        template = "home/blocks/crisis.html"

    def get_context(self, value, parent_context=None):
        return super().get_context(value, parent_context) | {"crisis": helplines.crisis_lines()}


class Quote(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quotation"))
    source = blocks.CharBlock(required=False, label=_("Who said it"))

    class Meta:
        label = _("Quotation")
        icon = "openquote"
        template = "home/blocks/quote.html"


class DescribedImage(ImageBlock):
    """A picture with what it shows, for those who do not see it."""

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.child_blocks["image"].label = _("Picture")
        self.child_blocks["alt_text"].field.help_text = _(
            "What the picture shows, for those who do not see it, for example «To kvinner drikker kaffe»."
        )

    def clean(self, value):
        from home.editing import pictures  # noqa: PLC0415  a form, which needs every model

        value = super().clean(value)
        if (
            value
            and not self.is_deferred_validation
            and not value.decorative
            and pictures.is_file_name_of(value, value.contextual_alt_text)
        ):
            sentence = _(
                "Write what the picture shows, for example «To kvinner drikker kaffe». Or mark it as decoration."
            )
            raise StructBlockValidationError(block_errors={"alt_text": ValidationError(sentence)})
        return value


class Picture(blocks.StructBlock):
    image = DescribedImage(label=_("Picture"))
    caption = blocks.CharBlock(
        required=False,
        label=_("Text below the picture"),
        help_text=_("Who took it, or what it shows. Leave it empty when the picture speaks for itself."),
    )

    class Meta:
        label = _("Picture")
        icon = "image"
        template = "home/blocks/picture.html"


class Download(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("File"))
    text = blocks.CharBlock(
        label=_("What it is"), help_text=_("The link says this. For example: Plakat til oppslagstavla")
    )

    class Meta:
        label = _("File to download")
        icon = "download"
        template = "home/blocks/download.html"


class Contact(InterfaceBlock):
    """How the office is reached, as the organisation's settings say: no number or address is written twice."""

    class Meta:
        label = _("How we are reached")
        admin_text = _("The phone and the e-mail address come from the organisation's settings.")
        icon = "mail"
        template = "home/blocks/contact.html"

    def get_context(self, value, parent_context=None):
        return super().get_context(value, parent_context) | {"organisation": organisation.current_cached()}


class Talk(InterfaceBlock):
    """What to do next where somebody may want to talk: see who can be asked, or be called."""

    class Meta:
        label = _("Buttons to talk with somebody")
        admin_text = _("Two buttons: to those who can be asked, and to be called. A good end of a page.")
        icon = "user"
        template = "home/blocks/talk.html"

    def get_context(self, value, parent_context=None):
        more = {"words": organisation.words(), "directory": f"{language_prefix()}finn-likeperson/"}
        return super().get_context(value, parent_context) | more


class Body(blocks.StreamBlock):
    text = blocks.RichTextBlock(
        features=TEXT_FEATURES, label=_("Text"), icon="pilcrow", template="home/blocks/text.html"
    )
    advice = Advice()
    checklist = Checklist()
    table = Table()
    note = Note()
    cards = TalkCards()
    crisis = Crisis()
    quote = Quote()
    picture = Picture()
    download = Download()
    apply = InterfaceBlock(
        label=_("Button to the application"),
        admin_text=_("A button that starts the application."),
        icon="arrow-right",
        template="home/blocks/apply.html",
    )
    talk = Talk()
    contact = Contact()
    sheets = InterfaceBlock(
        label=_("To print"),
        admin_text=_("A poster, cards and a leaflet with the helplines and their hours."),
        icon="print",
        template="home/blocks/sheets.html",
    )


class Summary(blocks.StreamBlock):
    """«In short»: a few sentences at the top."""

    point = blocks.CharBlock(max_length=200, label=_("Sentence"))

    class Meta:
        max_num = 4


class FrontPageCard(blocks.StructBlock):
    title = blocks.CharBlock(label=_("What one can do"))
    text = blocks.CharBlock(label=_("One sentence"))
    address = Address(label=_("Address"), help_text=_("For example /hjelpetelefoner/"))

    class Meta:
        label = _("Card")


class Step(blocks.StructBlock):
    title = blocks.CharBlock(label=_("What happens"))
    text = blocks.CharBlock(label=_("One or two sentences"))

    class Meta:
        label = _("Step")


class Question(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"))
    answer = blocks.TextBlock(label=_("Answer"))

    class Meta:
        label = _("Question and answer")


class Service(blocks.StructBlock):
    """An advisory service. What nobody knows stays empty and is not shown."""

    name = blocks.CharBlock(label=_("Name of the service"))
    who = blocks.CharBlock(required=False, label=_("Who answers"))
    how = blocks.TextBlock(required=False, label=_("How to ask"))
    answer_time = blocks.TextBlock(required=False, label=_("When one gets an answer"))
    cost = blocks.CharBlock(required=False, label=_("What it costs"))
    phone = Phone(required=False, label=_("Phone number"), help_text=_("For example +4722424545"))
    link_text = blocks.CharBlock(required=False, label=_("Text of the link"))
    url = Address(required=False, label=_("Address of the link"))
    checked = Day(
        required=False,
        label=_("Last checked"),
        help_text=_("The day on which somebody last asked the service or read its own page, for example today."),
    )

    class Meta:
        label = _("Advice service")


class ServiceGroup(blocks.StructBlock):
    heading = blocks.CharBlock(label=_("What the questions are about"))
    services = blocks.ListBlock(Service(), label=_("Services"))

    class Meta:
        label = _("Group of services")


class ReadingList(blocks.StructBlock):
    title = blocks.CharBlock(label=_("For whom"))
    text = blocks.CharBlock(label=_("One sentence"))
    chapters = blocks.ListBlock(blocks.PageChooserBlock(page_type="home.ChapterPage"), label=_("Chapters, in order"))

    class Meta:
        label = _("Reading list")
