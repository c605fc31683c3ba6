"""The topics of /help, in order: the one place that knows them. Their texts are templates/public/help/topics/."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import request
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from app.sis.people.names import folded

WORD = re.compile(r"\b\w[+](?!\w)|\w+")  # D+ is one
WORDS_READ = 10  # of what is typed


@dataclass(frozen=True, eq=False)
class Topic:
    """What a page of help is about. `of`: the parts of an address whose pages lead here; `also`: words of a search."""

    name: str
    group: LazyString
    title: LazyString
    also: LazyString
    of: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"/help/{self.name}"


GETTING_IN = lazy_gettext("Getting in")
THE_PAGES = lazy_gettext("The pages and what they say")
PEOPLE = lazy_gettext("People")

TOPICS = (
    Topic(
        "first-sign-in",
        GETTING_IN,
        lazy_gettext("The first sign-in: the letter and the key"),
        lazy_gettext("activate, activation, register, new account, envelope, slip, first password"),
        ("activate", "first-password"),
    ),
    Topic(
        "lost-letter",
        GETTING_IN,
        lazy_gettext("The letter is lost, or the key does not work"),
        lazy_gettext("new letter, counter, photo ID, expired key, reprint"),
    ),
    Topic(
        "sign-in",
        GETTING_IN,
        lazy_gettext("Signing in and signing out"),
        lazy_gettext("log in, log on, log out, enter, session, cookies"),
        ("sign-in", "sign-out"),
    ),
    Topic(
        "forgotten",
        GETTING_IN,
        lazy_gettext("Forgotten user name or password"),
        lazy_gettext("reset, recover, lost password"),
        ("forgot", "reset"),
    ),
    Topic(
        "disabled",
        GETTING_IN,
        lazy_gettext("The account is disabled"),
        lazy_gettext("locked, blocked, three strikes, wrong password"),
    ),
    Topic(
        "second-factor",
        GETTING_IN,
        lazy_gettext("A second factor: the code from the telephone"),
        lazy_gettext("two-factor, 2FA, authenticator, one-time code, app"),
        ("second-factor",),
    ),
    Topic(
        "public-computers",
        GETTING_IN,
        lazy_gettext("At a library or another public computer"),
        lazy_gettext("shared computer, kiosk, privacy, tick"),
    ),
    Topic(
        "home",
        THE_PAGES,
        lazy_gettext("Home, and how to find your way"),
        lazy_gettext("menu, children, language, Spanish, start"),
        ("home",),
    ),
    Topic(
        "household",
        THE_PAGES,
        lazy_gettext("Address, telephones, contacts: seeing and changing them"),
        lazy_gettext("moved, move, new number, emergency contact, pick up"),
        ("household",),
    ),
    Topic(
        "schedule",
        THE_PAGES,
        lazy_gettext("The schedule"),
        lazy_gettext("timetable, bells, period, room, early release"),
        ("schedule",),
    ),
    Topic(
        "grades",
        THE_PAGES,
        lazy_gettext("Grades: what the flags mean and how a grade comes about"),
        lazy_gettext("score, points, percent, assignment, homework, zero, mark"),
        ("grades",),
    ),
    Topic(
        "attendance",
        THE_PAGES,
        lazy_gettext("Attendance: what the codes mean"),
        lazy_gettext("absence, absent, late, tardy, excused, truancy, sick"),
        ("attendance",),
    ),
    Topic(
        "not-yet-verified",
        THE_PAGES,
        lazy_gettext("“Not yet verified”"),
        lazy_gettext("24 hours, 48 hours, attendance office, wrong absence"),
    ),
    Topic(
        "account",
        THE_PAGES,
        lazy_gettext("Changing user name, password, e-mail or language"),
        lazy_gettext("new e-mail, settings, profile"),
        ("account", "email-confirm", "email-undo"),
    ),
    Topic(
        "access-log",
        THE_PAGES,
        lazy_gettext("Who looked at the record"),
        lazy_gettext("privacy, access log, history, who saw"),
        ("access-log",),
    ),
    Topic(
        "elementary",
        THE_PAGES,
        lazy_gettext("Elementary schools: open between two dates"),
        lazy_gettext("closed, kindergarten, winter, window, dates"),
    ),
    Topic(
        "printing",
        THE_PAGES,
        lazy_gettext("Printing a page or saving it"),
        lazy_gettext("paper, printer, PDF, file, CSV"),
    ),
    Topic(
        "who-to-ask",
        PEOPLE,
        lazy_gettext("Whom to ask about what"),
        lazy_gettext("call, telephone, teacher, counselor, office, contact, problem, complaint"),
    ),
    Topic(
        "staff",
        PEOPLE,
        lazy_gettext("For the staff of the schools"),
        lazy_gettext("teacher, substitute, counselor, office, district, roster"),
        ("teacher", "counselor", "office", "attendance-office", "district"),
    ),
)
BY_NAME = {topic.name: topic for topic in TOPICS}
OF_PART = {part: topic for topic in TOPICS for part in topic.of}


def groups() -> dict[str, list[Topic]]:
    """The topics under the headings of the list, in the reader's language."""
    found: dict[str, list[Topic]] = {}
    for topic in TOPICS:
        found.setdefault(str(topic.group), []).append(topic)
    return found


def help_address() -> str:
    """Where the Help link of the page on screen leads: to the topic of the deepest part of its address that has one.

    static/app.js does the same with the link of the menu that it marks.
    """
    parts = request.path.split("/")
    topics = (OF_PART[part].url for part in reversed(parts) if part in OF_PART and parts[1] != "help")
    return next(topics, "/help")


@dataclass(frozen=True)
class Found:
    """A topic that says what was looked for, and the line that says most of it."""

    topic: Topic
    line: str


def find(typed: str, texts: Mapping[Topic, Sequence[str]]) -> list[Found]:
    """The topics that say what was typed, the best first; `texts` are their lines in the reader's language.

    Accents, case and endings do not matter. A word counts the more the fewer topics have it, and twice in a title;
    who matches less than half as well as the best is left out.
    """
    text = folded(typed)
    words = [_pattern(word) for word in dict.fromkeys((WORD.findall(text) or text.split())[:WORDS_READ])]
    heads = {topic: folded(f"{topic.title} {topic.also}") for topic in texts}
    bodies = {topic: [folded(line) for line in lines] for topic, lines in texts.items()}
    said = {
        word: {topic for topic, lines in bodies.items() if any(map(word.search, [heads[topic], *lines]))}
        for word in words
    }
    weight = {word: 1 / len(topics) for word, topics in said.items() if topics}
    worth = {
        topic: sum(
            each * (2 if word.search(heads[topic]) else 1) for word, each in weight.items() if topic in said[word]
        )
        for topic in texts
    }
    least = max(worth.values(), default=0) / 2
    best_first = sorted((topic for topic in texts if worth[topic] and worth[topic] >= least), key=lambda t: -worth[t])
    return [Found(topic, _best(texts[topic], bodies[topic], weight)) for topic in best_first]


def _best(lines: Sequence[str], as_folded: Sequence[str], weight: Mapping[re.Pattern[str], float]) -> str:
    """The line that says most of what was looked for; the first that does."""
    worth = [sum(each for word, each in weight.items() if word.search(line)) for line in as_folded]
    return lines[worth.index(max(worth))] if lines else ""


def _pattern(word: str) -> re.Pattern[str]:
    """Finds a word by its beginning; one of one or two letters, a code perhaps, only as it is."""
    if len(word) < 3:
        return re.compile(rf"(?<!\w){re.escape(word)}(?![\w+])")
    return re.compile(rf"\b{re.escape(word[: max(4, len(word) - 2)])}")
