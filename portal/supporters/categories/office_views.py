"""The secretariat's pages about categories of supporters: who decides, what is required, and in which order."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.text import capfirst, slugify
from django.utils.translation import gettext as _

from forms.category import CategoryForm
from forms.fields import parse_whole_number
from forms.register import CHAPTER_OFFICES, OFFICE_CHOICES
from portal import organisation, requirements
from portal.supporters import queries as supporter_queries
from portal.supporters import words as supporter_words
from portal.supporters.categories import services, validation
from portal.supporters.models import Category
from portal.supporters.pathway import checklist, sets
from portal.views import PortalView
from portal.wording import translated

NEW = "ny"  # in the address of the page for a new category
TO_ASCII = str.maketrans({"æ": "ae", "ø": "o", "å": "a", "Æ": "Ae", "Ø": "O", "Å": "A"})


class Categories(PortalView):
    """All categories, those in use first."""

    rule = "supporters.view_category"

    def get(self, request):
        return self.render(
            "supporters/categories/categories",
            categories=[(one, translated(one.description)) for one in supporter_queries.all_categories()],
            may_change=request.user.has_perm("supporters.set_category"),
        )


class OneCategory(PortalView):
    """Change a category, with a preview of the requirements as the applicant will see them."""

    rule = "supporters.set_category"
    needs_fresh_code = True

    def category(self):
        return get_object_or_404(Category, code=self.kwargs["code"])

    def form(self, category, data=None):
        names = organisation.message_words()
        methods = {
            method: name for method, name in supporter_words.methods().items() if method != Category.Method.TRANSFER
        }
        return CategoryForm(
            data,
            kinds=requirement_choices(),
            words=names,
            initial=initial_of(category),
            choices={
                "assessed_by": [
                    (Category.Assessor.CHAPTER, capfirst(_("%(the_board)s of the applicant's %(chapter)s") % names)),
                    (Category.Assessor.SECRETARIAT, _("The secretariat")),
                ],
                "method": list(methods.items()),
                # A supporter belongs to a chapter, so only offices in chapters can give the role.
                "office": [
                    ("", _("None")),
                    *((code, str(name) % names) for code, name in OFFICE_CHOICES if code in CHAPTER_OFFICES),
                ],
            },
        )

    def get(self, request, **kwargs):
        category = self.category()
        preview = pathway_preview(category.requires, category.minimum_age) if category.pk else []
        return self.page(category, self.form(category), category.version, preview=preview)

    def post(self, request, **kwargs):
        category = self.category()
        form, version = self.form(category, request.POST), parse_whole_number(request.POST.get("version")) or 0
        values = values_from(form) if form.is_valid() else None
        if values is None or not form.is_valid():
            return self.page(category, form, version)
        lacking = sets.lacking(category, values["requires"], values["minimum_age"]) if category.pk else 0
        warned = parse_whole_number(request.POST.get("lacking")) == lacking
        if request.POST.get("action") == "look" or (lacking and not warned):
            preview = pathway_preview(values["requires"], values["minimum_age"])
            return self.page(category, form, version, preview=preview, lacking=lacking, is_look=True)
        return self.save(form, values, version)

    def save(self, form, values, version):
        services.set_category(self.kwargs["code"], version=version, by=self.request.user, **values)
        messages.success(self.request, _("Saved. It holds from now on."))
        return redirect("portal:categories")

    def page(self, category, form, version, **values):
        return self.render(
            "supporters/categories/category",
            category=category,
            form=form,
            form_errors=bool(form.errors),
            version=version,
            **values,
        )


class NewCategory(OneCategory):
    """Add a category. Sending the same form twice adds one."""

    def category(self):
        return Category(requires=[["appointment", []]])

    def save(self, form, values, version):
        code = slugify(values["name"]["nb"].translate(TO_ASCII))[:40]
        existing = Category.objects.filter(code=code).first()
        if existing and all(getattr(existing, name) == value for name, value in values.items()):
            return redirect("portal:categories")
        if existing or code in ("", NEW):
            form.add_error("name", _("There is a kind with this name. Choose another name, or change that one."))
            return self.page(self.category(), form, version)
        order = Category.objects.count()
        services.set_category(code, version=0, order=order, by=self.request.user, **values)
        messages.success(self.request, _("Saved. It holds from now on."))
        return redirect("portal:categories")


def requirement_choices():
    """The kinds of requirement as choices ``[(code, name, hint)]``. The age is a field of its own."""
    hints = {
        "police_certificate": _(
            "Only for tasks with trust or responsibility towards minors or people with developmental disabilities. "
            "Nothing is kept but the day and who saw it, and nobody uploads it"
        )
    }
    return [(code, kind.name, hints.get(code, "")) for code, kind in requirements.declared().items() if code != "age"]


def initial_of(category):
    kept = (
        "name", "description", "offer", "role_description", "assessed_by", "method", "office", "minimum_age",
        "is_active",
    )  # fmt: skip
    initial = {name: getattr(category, name) for name in kept}
    for place, (kind, after) in enumerate(category.requires, start=1):
        initial |= {f"{kind}-asked": True, f"{kind}-place": place, f"{kind}-after": after}
    return initial


def values_from(form):
    """The arguments of ``services.set_category`` from a valid form.

    None, with an error added to the form, when the requirements cannot be met in any order.
    """
    requires = form.requirements()
    try:
        validation.check(requires)
    except validation.BadRequirements as fault:
        form.add_error(*error_message(fault))
        return None
    kept = {name: value for name, value in form.cleaned_data.items() if name in form.base_fields}
    for name in ("offer", "role_description"):
        kept[name] = kept[name] or {}
    return {**kept, "requires": requires}


def error_message(fault):
    """``(field, message)`` for a ``BadRequirements``; the message says what to do."""
    names = [str(requirements.get(kind).name) for kind in fault.kinds]
    if fault.why == "no appointment":
        return "appointment-asked", _("Nobody is one before they are appointed. Tick the appointment")
    if fault.why == "not required":
        text = _(
            "“%(kind)s” waits for “%(first)s”, which is not required. Tick that too, or let it wait for something else"
        )
        return f"{fault.kinds[0]}-after", text % {"kind": names[0], "first": names[1]}
    text = _("These wait for each other, so that nobody could begin: %(names)s. Let one of them come first")
    return f"{fault.kinds[0]}-after", text % {"names": ", ".join(names)}


def pathway_preview(requires, minimum_age):
    """The requirements as a new applicant sees them, as rows for ``components/task_list.html``."""
    shown = []
    for kind, after in checklist.in_opening_order(Category(requires=requires, minimum_age=minimum_age).steps):
        first = ", ".join(str(requirements.get(code).name) for code in after)
        status = _("Cannot begin yet") if after else _("Not begun")
        hint = _("This comes first: %(names)s") % {"names": first} if after else ""
        shown.append({"title": requirements.get(kind).name, "status": status, "hint": hint})
    return shown
