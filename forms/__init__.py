"""How the site asks: forms that know no case, no role and no organisation, and could be used on another site.

What forms are made of: ``fields``, ``choices`` (codes and names that several forms share) and ``renderer`` (the base
class ``SiteForm``). Long forms: ``steps`` (what a step is, and validating all answers), ``wizard`` (the views) and
``drafts`` (answers that are saved and not sent yet). Every other module holds the forms of one stage.

Conventions:

- What only a room knows (choices, the organisation's words, today's date) is passed to a form as plain values. What a
  form says goes back as ``cleaned_data`` or as ``form.values``, under the names that a service takes.
- Forms and wizards name no address. The view passes addresses in, or overrides a method that returns a redirect.
- The key of a step is a constant of its stage (``application.CONTRIBUTION``), and used by that name everywhere. Keys
  and names of fields are stored with the answers, so their values do not change.
- Another room that needs a certain answer calls a function of the stage, ``…_of(answers)``
  (``application.contributions_of``). So only the stage knows in which step and field it is, and the type of
  ``answers`` tells raw from cleaned ones (``steps.RawAnswers``, ``steps.CleanedAnswers``).
- Error messages say what to do. That of an empty field is ``required_message``.
"""
