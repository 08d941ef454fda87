"""The secretariat's pages about the texts: what is in force, the drafts, and the comparison that is published from."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.formats import date_format
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from forms import declaration_text as asked
from forms.fields import parse_whole_number
from portal import permissions
from portal.declarations import queries as declaration_queries
from portal.declarations.models import DeclarationText, TextDraft
from portal.declarations.register import queries as register_queries
from portal.declarations.texts import comparison, queries, services
from portal.moves import Stale
from portal.views import PortalView, posted_token
from portal.wording import translated

YES = "yes"
NEW, INTRODUCTION, ENDING = "ny", "innledning", "avslutning"  # in the addresses of the parts


class Texts(PortalView):
    """Which text is in force for whom, the drafts, and every published version."""

    rule = "declarations.write_text"

    def get(self, request):
        texts, kinds = queries.published(), queries.kinds()
        current = {queries.in_force(texts, code) for code in [None, *queries.own_codes(texts)]}
        return self.render(
            "declarations/texts/texts",
            texts=[(text, names_of(queries.kinds_of(text) or [], kinds), text in current) for text in texts],
            drafts=[(draft, names_of(draft.categories, kinds)) for draft in queries.open_drafts()],
        )


class OneText(PortalView):
    """A published version, with what it changed."""

    rule = "declarations.write_text"

    def get_case(self):
        return get_object_or_404(DeclarationText, ref=self.kwargs["ref"])

    def get(self, request, ref):
        is_readable = declaration_queries.is_readable(self.case)
        return self.render(
            "declarations/texts/text",
            text=self.case,
            names=names_of(queries.kinds_of(self.case) or []),
            shown=declaration_queries.render_text(self.case, get_language()) if is_readable else None,
            what_changed=translated(self.case.what_changed) if is_readable else "",
        )


class NewDraft(PortalView):
    """Begin a draft."""

    rule = "declarations.write_text"
    needs_fresh_code = True

    def form(self, data=None):
        return asked.NewDraftForm(data, choices={"categories": queries.kinds()})

    def get(self, request):
        return self.page(self.form())

    def post(self, request):
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        draft = services.begin_draft(token=posted_token(request), by=request.user, **form.cleaned_data)
        return redirect("portal:text_draft", draft.ref)

    def page(self, form):
        token = posted_token(self.request)
        return self.render("declarations/texts/new", form=form, form_errors=bool(form.errors), token=token)


class DraftPage(PortalView):
    """Base of the pages about one draft. Whoever may see a draft is led to the list where it is published."""

    rule = "declarations.write_text"
    needs_fresh_code = True

    def get_case(self):
        return get_object_or_404(TextDraft.objects.select_related("begun_by", "changed_by"), ref=self.kwargs["ref"])

    def dispatch(self, request, *args, **kwargs):
        published = TextDraft.objects.filter(ref=kwargs["ref"], published__isnull=False)
        if request.method == "GET" and permissions.allows(request.user, self.rule) and published.exists():
            return redirect("portal:declaration_texts")
        return super().dispatch(request, *args, **kwargs)

    def version(self):
        """The version of the draft that the form was made from: the posted one, so that it stays when shown again."""
        posted = parse_whole_number(self.request.POST.get("version"))
        return self.case.version if posted is None else posted

    def check_unpublished(self):
        """Raise ``Stale`` where the draft is published: before anything is said of what the form holds."""
        if self.case.published_id:
            raise Stale("it is published")

    def confirm(self, title, texts, label, back, **hidden):
        """Ask once more before something is done: the page posts ``hidden`` here again, with ``sure``."""
        return self.render(
            "declarations/texts/confirm", title=title, texts=texts, label=label, back=back, hidden=hidden.items()
        )

    def change(self, **values):
        services.change_draft(self.case, version=self.version(), by=self.request.user, **values)
        messages.success(self.request, _("Saved."))


class OneDraft(DraftPage):
    """The parts of a draft with what is missing, its number, and whether it must be signed again."""

    def form(self, data=None):
        draft = self.case
        initial = {
            "number": draft.number,
            "must_sign_again": asked.YES if draft.must_sign_again else asked.NO,
            "what_changed": draft.what_changed,
        }
        return asked.DraftForm(data, initial=initial)

    def get(self, request, ref):
        return self.page(self.form())

    def post(self, request, ref):
        self.check_unpublished()
        if request.POST.get("action") == "discard":
            if request.POST.get("sure") != YES:
                texts = [_("It cannot be brought back. Nobody outside the secretariat has seen it.")]
                title = _("Delete the draft of version %(number)s?") % {"number": self.case.number}
                label = _("Yes, delete the draft")
                return self.confirm(title, texts, label, request.path, version=self.version(), action="discard")
            services.discard_draft(self.case, version=self.version(), by=request.user)
            messages.success(request, _("The draft is deleted."))
            return redirect("portal:declaration_texts")
        form = self.form(request.POST)
        if form.is_valid() and queries.is_number_used(form.cleaned_data["number"], but=self.case):
            form.add_error("number", _("Another version has this number. Write one that is not in use"))
        if not form.is_valid():
            return self.page(form)
        self.change(**form.cleaned_data)
        return redirect("portal:text_draft", ref)

    def page(self, form):
        draft = self.case
        missing, replaced = queries.incomplete_parts(draft.content), queries.replaced_by(draft)
        uneven = queries.parts_changed_in_some(replaced.content, draft.content) if replaced else {}
        addresses = {"introduction": INTRODUCTION, "ending": ENDING}
        return self.render(
            "declarations/texts/draft",
            draft=draft,
            names=names_of(draft.categories),
            form=form,
            form_errors=bool(form.errors),
            version=self.version(),
            parts=[
                {
                    "part": addresses.get(part, part),
                    "title": title,
                    "missing": names_of_languages(missing.get(part, [])),
                    "unchanged": names_of_languages(uneven.get(part, [])),
                }
                for part, title in titles_of(draft.content).items()
            ],
        )


class DraftPart(DraftPage):
    """Change one part of a draft: the introduction, a section or the ending. Add a section, or take one away."""

    def dispatch(self, request, *args, **kwargs):
        self.part = kwargs["part"]
        return super().dispatch(request, *args, **kwargs)

    def get_case(self):
        draft = super().get_case()
        number = parse_whole_number(self.part)
        self.section = number if number is not None and number < len(draft.content["section"]) else None
        if self.part not in (NEW, INTRODUCTION, ENDING) and self.section is None:
            raise Http404
        return draft

    def form(self, data=None):
        content = self.case.content
        if self.part == INTRODUCTION:
            return asked.IntroductionForm(data, initial={name: content[name] for name in ("title", "summary")})
        if self.part == ENDING:
            return asked.EndingForm(data, initial=ending_of(content))
        return asked.SectionForm(data, initial={} if self.section is None else content["section"][self.section])

    def get(self, request, ref, part):
        return self.page(self.form())

    def post(self, request, ref, part):
        self.check_unpublished()
        sections = self.case.content["section"]
        if request.POST.get("action") == "remove" and self.section is not None:
            if request.POST.get("sure") != YES:
                texts = [_("It is taken out of the draft in all languages, and what is written in it is lost.")]
                title = _("Take the section “%(title)s” away?") % {"title": self.title()}
                label = _("Yes, take it away")
                return self.confirm(title, texts, label, request.path, version=self.version(), action="remove")
            self.change(content={**self.case.content, "section": _without(sections, self.section)})
            return redirect("portal:text_draft", ref)
        form = self.form(request.POST)
        if not form.is_valid():
            return self.page(form)
        self.change(content=self.content_with(form.cleaned_data))
        return redirect("portal:text_draft", ref)

    def content_with(self, values):
        """The content of the draft with what was written in this part."""
        content = self.case.content
        if self.part == INTRODUCTION:
            return {**content, **values}
        if self.part == ENDING:
            return {**content, **ending_from(values, content)}
        sections = [*content["section"]]
        if self.section is None:
            sections.append(values)
        else:
            sections[self.section] = values
        return {**content, "section": sections}

    def page(self, form):
        return self.render(
            "declarations/texts/part",
            draft=self.case,
            form=form,
            form_errors=bool(form.errors),
            version=self.version(),
            title=self.title(),
            can_remove=self.section is not None,
        )

    def title(self):
        if self.part == INTRODUCTION:
            return _("The title and the points in short")
        if self.part == ENDING:
            return _("The questions and the boxes to tick")
        if self.section is None:
            return _("A new section")
        return translated(self.case.content["section"][self.section]["heading"])


class Compare(DraftPage):
    """The draft beside the text that it replaces; from here somebody else than the writers publishes it."""

    rule = "declarations.publish_text"

    def get(self, request, ref):
        return self.page()

    def post(self, request, ref):
        replaces = DeclarationText.objects.filter(version=request.POST.get("replaces", "")).first()
        if request.POST.get("sure") != YES and not self.is_held_back() and (concerns := self.concerns()):
            return self.confirm(
                _("Publish it all the same?"), concerns, _("Yes, publish this version"), request.path,
                version=self.version(), replaces=request.POST.get("replaces", ""),
            )  # fmt: skip
        try:
            text = services.publish(self.case, version=self.version(), replaces=replaces, by=request.user)
        except (services.WrittenBySame, services.Incomplete):
            return self.page(status=409)
        messages.success(request, _("The text is published."))
        if told := register_queries.number_told_of(text):
            words = ngettext("%(count)d person has got an e-mail.", "%(count)d people have got an e-mail.", told)
            messages.success(request, words % {"count": told})
        return redirect("portal:declaration_texts")

    def is_held_back(self):
        """Whether this person may not publish the draft as it is."""
        return bool(self.missing()) or self.request.user.pk in self.case.writers

    def missing(self):
        """What has to be written before it can be published: ``[(title of the part, names of the languages)]``."""
        draft, titles = self.case, titles_of(self.case.content)
        found = [(titles[part], codes) for part, codes in queries.incomplete_parts(draft.content).items()]
        if queries.replaced_by(draft) and (codes := queries.lacking_languages(draft.what_changed)):
            found.append((_("What has changed?"), codes))
        return [(title, names_of_languages(codes)) for title, codes in found]

    def concerns(self):
        """What the publisher is asked about once more, as sentences."""
        draft, leaving, replaced = self.case, queries.leaving_list(self.case), queries.replaced_by(self.case)
        titles, found = titles_of(draft.content), []
        uneven = queries.parts_changed_in_some(replaced.content, draft.content) if replaced else {}
        for part, codes in uneven.items():
            text = _("“%(title)s” is changed, but stays as it was in: %(languages)s.")
            found.append(text % {"title": titles[part], "languages": names_of_languages(codes)})
        if leaving.nobody_left:
            text = _("Everybody in the public list has to sign again. If nobody has by %(day)s, the list is empty.")
            found.append(text % {"day": date_format(leaving.day, "DATE_FORMAT")})
        return found

    def page(self, status=200):
        draft, replaced = self.case, queries.replaced_by(self.case)
        languages = dict(settings.INTERFACE_LANGUAGES)
        language = self.request.GET.get("sprak", "")
        language = language if language in languages else get_language()
        return self.render(
            "declarations/texts/compare",
            status=status,
            draft=draft,
            names=names_of(draft.categories),
            replaced=replaced,
            version=self.version(),
            language=language,
            text_languages=languages.items(),
            parts=compared(replaced, draft, language),
            what_changed=translated(draft.what_changed, language),
            is_writer=self.request.user.pk in draft.writers,
            missing=self.missing(),
            asked_anew=len(queries.people_asked_anew(draft)),
            leaving=queries.leaving_list(draft),
            concerns=self.concerns(),
        )


def compared(before, now, language):
    """The comparison of two texts or drafts in a language. ``before`` is None for the first text.

    Nothing is compared with a text that is not readable.
    """
    before = before if before and declaration_queries.is_readable(before) else None
    contents = [one and declaration_queries.content_in_language(one, language) for one in (before, now)]
    return comparison.compare(*contents)


def names_of(codes, kinds=None):
    """The names of the kinds of supporter with these codes; those that are no longer there by their code.

    ``kinds`` are those of ``queries.kinds``, where they are read already.
    """
    names = dict(kinds or queries.kinds())
    return [names.get(code, code) for code in codes]


def titles_of(content):
    """``{part: what it is called}`` of a content, for the parts of ``queries.parts_of``."""
    sections = {number: translated(section["heading"]) for number, section in enumerate(content["section"])}
    first, last = _("The title and the points in short"), _("The questions and the boxes to tick")
    return {"introduction": first, **sections, "ending": last}


def names_of_languages(codes):
    """The names of these languages in one line; empty where there are none."""
    return ", ".join(str(name) for code, name in settings.INTERFACE_LANGUAGES if code in codes)


def ending_of(content):
    """The initial values of ``EndingForm``."""
    values = {}
    for number, row in enumerate(content["understanding"][:2], start=1):
        values |= {f"question_{number}": row["question"], f"answer_{number}": row["answer"]}
    for number, row in enumerate(content["promise"][:2], start=1):
        values[f"promise_{number}"] = row["text"]
    return values


def ending_from(values, content):
    """What ``EndingForm`` changes in the content. The promises keep their codes."""
    return {
        "understanding": [
            {"question": values[f"question_{number}"], "answer": values[f"answer_{number}"]} for number in (1, 2)
        ],
        "promise": [
            {"code": row["code"], "text": values[f"promise_{number}"]}
            for number, row in enumerate(content["promise"][:2], start=1)
        ],
    }


def _without(sections, number):
    return [*sections[:number], *sections[number + 1 :]]
