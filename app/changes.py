"""Every change's action and its sentence, as the access log tells a family of it."""

from flask_babel import gettext


def sentence(action: str, who: str) -> str:
    """What was changed, in the reader's language; `who` is whom it is about. KeyError for what is not told."""
    return gettext(SENTENCES[action], who=who)


def _(text: str) -> str:
    """Marks a sentence for translation."""
    return text


SENTENCES = {
    # of a child's record: %(who)s is "you", a name, or "another adult"
    "right.granted": _("It was decided that %(who)s may see this record."),
    "right.ended": _("It was decided that %(who)s may not see this record."),
    # of the reader's own account
    "account.opened": _("Your account was opened."),
    "account.activated": _("Your account was opened with the key of a letter."),
    "activation.key_revoked": _("The key of your letter was ended: too many wrong birth dates were typed with it."),
    "activation.told": _("The school called you about the opening of your account."),
    "activation.not_told": _("It was noted that the school has not called you about the opening of your account yet."),
    "counter.identified": _("You were identified at a school for a new letter."),
    "counter.new_password": _("You were identified at a school, and a new first password was printed for you."),
    "letter.came_back": _("Your letter came back to the school, and its key was ended."),
    "letter.out_again": _("It was noted that your letter is with you after all: its key holds again."),
    "account.ended": _("Your account was ended by the office: somebody else had opened it."),
    "account.of_staff": _("You were given a role on the staff."),
    "role.given": _("You were given a role on the staff."),
    "role.ended": _("The end of your role on the staff was set or changed."),
    "staff.left": _("Your roles on the staff were ended."),
    "pass.given": _("You were given a substitute’s pass."),
    "pass.ended": _("A substitute’s pass of yours was ended."),
    "account.disabled": _("Your account was disabled."),
    "account.enabled": _("Your account was enabled."),
    "account.language": _("The language of your account was changed."),
    "account.username": _("Your user name was changed."),
    "account.password": _("Your password was changed."),
    "account.first_password": _("A new first password was printed for you."),
    "account.email_asked": _("A new e-mail was asked for."),
    "account.email_forgotten": _("A new e-mail that was asked for was given up."),
    "account.email": _("Your e-mail was changed."),
    "account.email_set": _("The school put another e-mail on file for you."),
    "account.email_taken_back": _("The change of your e-mail was taken back."),
    "account.second_factor_on": _("Your second factor was turned on."),
    "account.second_factor_off": _("Your second factor was turned off."),
    "account.sessions_ended": _("Your other sessions were ended."),
}

# What is of no one record: whole files, letters for many, the district's own lists, notices that everybody reads. And
# that somebody was entered, who has no account in which to read it.
NOT_TOLD = {
    "announcement.published",
    "announcement.withdrawn",
    "demo.loaded",
    "id_kind.accepted_again",
    "id_kind.added",
    "id_kind.retired",
    "letters.asked",
    "letters.confirmed",
    "letters.discarded",
    "letters.made",
    "letters.made_anew",
    "oneroster.import",
    "public_computers.added",
    "public_computers.removed",
    "records.import",
    "report.answered",
    "report.reopened",
    "report.sent",
    "rights.denied",
    "rights.ended",
    "rights.granted",
    "staff.added",
}
