"""Every refusal's code and its sentence: the thing, the reason, what to do next."""

from datetime import date, datetime

from flask import has_app_context
from flask_babel import gettext

from app import clock
from app.sis.refused import Refused
from app.web.i18n import clock_time, full_day


def sentence(refused: Refused) -> str:
    """The sentence for a refusal in the reader's language; raises KeyError for a code that has none."""
    return gettext(SENTENCES[refused.code], **{name: _said(fact) for name, fact in refused.facts.items()})


def _said(fact: object) -> object:
    """A fact of a refusal; a day or an instant as the reader writes it, or as operators type it."""
    if isinstance(fact, datetime):
        wall = clock.local(fact)
        return f"{full_day(wall.date())}, {clock_time(fact)}" if has_app_context() else f"{wall:%Y-%m-%d %H:%M}"
    return full_day(fact) if isinstance(fact, date) and has_app_context() else fact


def _(text: str) -> str:
    """Marks a sentence for translation."""
    return text


SENTENCES = {
    "sign_in_failed": _(
        "The user name and password do not go together. After three misses an account is disabled, "
        "and only the school can enable it: please call the school, or the district at %(phone)s."
    ),
    "try_again": _(
        "Several sign-ins with this user name are under way, so this one was not looked at; it does not count as a "
        "miss. Please wait a few seconds and try again."
    ),
    "username_form": _(
        "The user name needs 3 to 60 letters without accents, digits or . _ @ + - and begins with a letter or digit. "
        "Please choose another."
    ),
    "username_taken": _("This user name is taken. Please choose another."),
    "password_short": _(
        "The password needs at least %(shortest)s characters. A few words in a row are easy to remember."
    ),
    "password_long": _("The password may have at most %(longest)s characters. Please choose a shorter one."),
    "password_common": _(
        "This is one of the passwords that are guessed first. Please choose another: a few words in a row that only "
        "you would put together."
    ),
    "password_name": _(
        "A user name or one’s own name is no password: everybody may know it. Please choose another password."
    ),
    "password_key": _(
        "The key stands on the letter, where others may read it. Please choose a password that only you know."
    ),
    "password_wrong": _(
        "This is not the password you have now. After three misses the account is disabled, and only the school can "
        "enable it."
    ),
    "email_form": _("This is no e-mail address. One looks like name@example.org."),
    "email_same": _("This is the e-mail on file already. Nothing was changed."),
    "email_of_student": _("This is a student’s address, and only that student may use it. Please choose another."),
    "code_wrong": _(
        "This code is not good, or was used already. Please wait for the next one. Three misses disable the account."
    ),
    "first_code_wrong": _(
        "This is not the code of the moment. Check that the key was typed in full and that the clock of the telephone "
        "is right, and type the next code."
    ),
    "sign_in_anew": _("It has been too long since the password was typed. Please sign in anew."),
    "second_factor_on": _("Your account has a second factor already. Turn it off first to set up another."),
    "second_factor_off": _("There is no second factor to turn off. Nothing was changed."),
    "has_account": _("%(name)s has an account already. Enable it or change its password instead."),
    "elementary_student": _(
        "%(name)s is not in grade 6 or above. Students have an account from middle school on; nothing was made."
    ),
    "slip_of_guardian": _(
        "%(name)s is neither on the staff nor a student in grade 6 or above. A parent or guardian who has lost the "
        "password recovers it by e-mail, or gets a first password at the counter, for an ID."
    ),
    "no_slips": _(
        "There is nothing to print here any more: all have an account, or a password of their own. Please look at the "
        "page anew."
    ),
    "no_role": _("%(name)s has no role on the staff now or later. Please give one first."),
    "own_role": _("You cannot end your own role in the district office. Please let a colleague do it."),
    "role_changed": _("Somebody else has changed this role meanwhile. Please look at the page anew."),
    "role_over_before": _("The role would be over before it begins. Please check the two days."),
    "pass_without_section": _("Please choose at least one class of your school."),
    "pass_in_the_past": _("A pass begins today or later. Please check the first day."),
    "pass_over_before": _("The pass would be over before it begins. Please check the two days."),
    "pass_beyond": _("One of these classes ends on %(on)s. Please choose a last day no later than that."),
    "pass_in_force": _(
        "%(name)s has a pass for one of these classes on one of these days already. End it first, or choose other days."
    ),
    "no_pass": _("This pass is over already, or was taken back. Nothing was changed."),
    "same_name": _(
        "There is a %(name)s on file already. Please look for the name first; if it is another person, say so here."
    ),
    "password_old": _("This is the password that the account has already. Please choose another."),
    "password_same": _("This is the password from the slip. Please choose one that only you know."),
    "first_password_over": _(
        "Your password was changed meanwhile, and is no longer the one from the slip. Please sign in with the new one, "
        "or ask for another slip."
    ),
    "no_account": _("There is no account %(username)s. Check the spelling."),
    "no_person": _("There is nobody with the number or sourcedId %(id)s. Check it in the roster."),
    "several_persons": _("More than one person has the number %(id)s. Give the sourcedId instead."),
    "no_records_right": _(
        "%(name)s has no right to a student's records in force. Enter the right first, with its basis."
    ),
    "not_disabled": _("The account %(username)s is not disabled. Nothing was changed."),
    "reason_missing": _("Say why, in a few words: it is kept with the account."),
    "link_over": _("This link is no longer good. Please ask for a new one on the page for forgotten passwords."),
    "right_ends_before_it_starts": _("The right would end before it starts. Check the two dates."),
    "right_in_force": _("There is a right since %(since)s already. End it first if another is to take its place."),
    "right_held": _(
        "Held: the office (%(by)s) decided on %(on)s that there is no right. Only the office can change that."
    ),
    "right_given_by_office": _("The office (%(by)s) gave this right on %(on)s. Only the office can end it."),
    "right_restricted": _("Held: the office has restricted this contact. Only the office can give a right."),
    "right_decided": _("It was decided on %(on)s already whether there is a right. Only the office can change that."),
    "not_a_student": _("%(name)s is not a student. Students’ accounts are for students."),
    "no_right": _("There is no right to end. Nothing was changed."),
    "announcement_empty": _("Say the title and the text of the notice in every language it has."),
    "announcement_over": _("The notice would be over before it begins. Check the dates."),
    "no_announcement": _("There is no notice %(number)s. The list has their numbers."),
    "no_grade_level": _("There is no grade level %(level)s. Write it as 9, 10 or K, say."),
    "no_school": _("There is no school with the code %(school)s."),
    "no_section": _("There is no class with the sourcedId %(id)s."),
    "search_empty": _("Please type a name, a student number, or the name of a parent or contact."),
    "role_needs_school": _("The role %(role)s is for one school. Say for which, by its code."),
    "role_without_school": _("The district office is for every school. Leave the school out."),
    "role_in_force": _("%(name)s has the role %(role)s there already. Nothing was changed."),
    "network_form": _("Write an address such as 192.0.2.17, or a network such as 192.0.2.0/24."),
    "network_wide": _("This network is too wide. Write several smaller ones: at least /16, or /32 in IPv6."),
    "network_listed": _("This address is on the list already. Nothing was changed."),
    "log_busy": _("The log %(log)s was written to all the time, so nothing was sealed. Please try again."),
    "key_sign": _("“%(sign)s” is in no key: keys have no 0 or O and no 1 or I. Please look at the letter again."),
    "key_length": _("A key has %(length)s signs; these are %(typed)s. Please type it as it stands on the letter."),
    "key_mistyped": _("One of these signs is wrong, or two changed places. Please compare the key with the letter."),
    "letters_none": _(
        "Nobody is to get a letter: these guardians have an account or a key that is still good, or no right in force. "
        "A reprint gives a new key to those who have one."
    ),
    "batch_changed": _(
        "These letters were changed meanwhile, in another window say. Please look at the page anew before you go on."
    ),
    "batch_confirmed": _("These letters were confirmed on %(at)s already. For a new letter ask for a reprint."),
    "batch_discarded": _("These letters were discarded on %(at)s. Please ask for letters anew."),
    "no_file": _("These letters have no file %(number)s. Please look at the page anew."),
    "file_made": _(
        "File %(number)s was made on %(at)s already, of the letters that %(by)s asked for; nobody can read its keys a "
        "second time. If it was lost, make the letters anew: the keys that were made then never open anything."
    ),
    "files_not_made": _("Not all files have been made: %(numbers)s. Please print them first."),
    "letter_not_out": _(
        "There is no letter to this adult that could come back: its key was used or has ended. Nothing was changed."
    ),
    "letter_not_back": _("No letter to this adult has come back. Nothing was changed."),
    "letter_replaced": _("This adult has a newer key or an account by now, so the old letter stays as it is."),
    "not_at_school": _(
        "%(name)s is not a student of %(school)s today. Please check the number, or name another school."
    ),
    "own_family": _("One of these letters is for your own family. Please leave this to a colleague."),
    "key_unknown": _("There is no such key. Please compare it with the letter; if it stays so, please call %(phone)s."),
    "key_not_live": _(
        "The school has not sent this letter out yet, so its key opens nothing. Please call the school: %(phone)s."
    ),
    "key_used": _(
        "This key was used already: there is an account. If you opened it, sign in, or ask for a new password below. "
        "If it was not you, please call the school at once: %(phone)s."
    ),
    "key_revoked": _(
        "This key no longer holds: a newer letter took its place, the school has ended it, or too many wrong birth "
        "dates were typed with it. If you have a newer letter, please use its key; else call the school for one: "
        "%(phone)s."
    ),
    "key_expired": _(
        "The key on this letter has expired. Please call the school, which gives you a new letter: %(phone)s."
    ),
    "key_has_account": _(
        "You have an account already, so no key is needed. Please sign in, or ask for a new password below. If you "
        "know of no account, please call the school: %(phone)s."
    ),
    "key_of_staff": _(
        "You work for the schools, so the district gives you your account, not this letter. Please ask the district "
        "office for your first password."
    ),
    "key_waits": _(
        "Too many wrong birth dates were typed with this key. It opens nothing for an hour. Please try again then, or "
        "call the school: %(phone)s."
    ),
    "birth_date_wrong": _(
        "This is not the birth date of a child named on the letter. It is written as year, month, day: 2012-03-04 is "
        "March 4, 2012. If it is right, please call the school: %(phone)s."
    ),
    "birth_date_missing": _(
        "The school has no birth date on file for the children on this letter, so the key cannot be checked. Please "
        "call the school: %(phone)s."
    ),
    "letter_over": _(
        "This letter opens nothing any more: the right to this child’s record has ended, or the child has left the "
        "school. If that is a mistake, please call the school: %(phone)s."
    ),
    "no_activation": _("This account was not opened with a letter, or is not in your hands. Nothing was changed."),
    "told_already": _("A colleague has told its owner already. Nothing was changed."),
    "no_email_asked": _("No new e-mail waits to be confirmed any more. Nothing was changed."),
    "told_not": _("Nobody has told its owner yet. Nothing was changed."),
    "no_tie": _("This contact is not on file any more, or the student has left your schools. Nothing was changed."),
    "document_missing": _("Please say which document was seen: a birth certificate or a court order, say."),
    "no_adult": _("This adult is not a contact of a student of your schools any more. Nothing was changed."),
    "discard_unsure": _(
        "Nothing was discarded. Please tick that these letters are to be thrown away, and send it again."
    ),
    "no_account_here": _("%(name)s has no account any more. Please look at the page anew: a new letter opens one."),
    "no_child_here": _(
        "None of the children on this letter is at your school. Please send the adult to the child’s school."
    ),
    "rights_unchecked": _(
        "Please check the right to the record of each child, and tick each. Where a right has ended, decide that on "
        "the page of contacts first."
    ),
    "id_kind_missing": _("This kind of ID is not on the district’s list. Please choose another."),
    "id_kind_words": _("Please write the name in every language: clerks read the list in theirs."),
    "id_kind_listed": _("There is a kind of ID with this name already. Nothing was changed."),
    "id_kind_gone": _("This was changed meanwhile. Please look at the list anew."),
    "account_ended": _(
        "The account %(username)s was ended, because its owner had not opened it. A new letter opens it anew: print "
        "one at the counter."
    ),
    "network_unlisted": _("This address is not on the list any more. Nothing was changed."),
    "no_report": _("There is no report with this reference number. Please check the eight letters and digits."),
    "report_note_missing": _("Please say in a few words how it was answered: it is kept with the report."),
    "report_answered": _("Somebody has marked this report as answered already. Their note stands below."),
    "report_open": _("This report is open already. Nothing was changed."),
}
