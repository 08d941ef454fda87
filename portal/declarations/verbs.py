"""The verbs of the events that this room records. Their values stand in sealed events: they never change."""

from enum import StrEnum


class Verb(StrEnum):
    DECLARATION_ASK_EXPLANATION = "declaration.ask_explanation"
    DECLARATION_BEGIN_DRAFT = "declaration.begin_draft"
    DECLARATION_CHANGE_DRAFT = "declaration.change_draft"
    DECLARATION_DISCARD_DRAFT = "declaration.discard_draft"
    DECLARATION_PUBLISH = "declaration.publish"
    DECLARATION_READ_SECTION = "declaration.read_section"
    DECLARATION_RECORD = "declaration.record"  # a signature on paper or from before the site; it is the subject
    DECLARATION_TAKE_BACK_RECORD = "declaration.take_back_record"
    DECLARATION_SHOW = "declaration.show"  # about the version; the others below are about the signature
    DECLARATION_SIGN = "declaration.sign"
    DECLARATION_CONFIRM_RECEIPT = "declaration.confirm_receipt"  # by the organisation; its file is made anew
    DECLARATION_SEAL = "declaration.seal"  # its file was made; {"sha256": of the file}
    DECLARATION_REFUSE_COPY = "declaration.refuse_copy"  # it was missing or not as it was sealed: it is made anew
    DECLARATION_DELIVER = "declaration.deliver"  # the mail server took the receipt
    DECLARATION_DOWNLOAD = "declaration.download"
    DECLARATION_CHECK = "declaration.check"  # by anybody, and never by whom
    DECLARATION_REMIND = "declaration.remind"  # a mail to whoever has to sign; the subject is the reminder
    DECLARATION_EXPORT_REGISTER = "declaration.export_register"
    EXPLANATION_FINISH = "explanation.finish"
    EXPLANATION_REOPEN = "explanation.reopen"
    EXPLANATION_WITHDRAW = "explanation.withdraw"
    DECLARATION_WITHDRAW = "declaration.withdraw"
