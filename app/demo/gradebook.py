"""Assignments and scores of the last and the current quarter; the last one's posted grades."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from app import clock
from app.database import Translated
from app.demo import story, words
from app.demo.courses import QUARTERS, Catalogue
from app.demo.district import District
from app.demo.schools import Campus, Level
from app.demo.timetable import Group, Seat
from app.sis.grading.calculation import Category, Entry, Method, Policy, ScaleStep, calculate, rounded
from app.sis.grading.models import (
    Assignment,
    AssignmentCategory,
    GradingScale,
    GradingScaleEntry,
    PostedGrade,
    Score,
    SectionGrading,
)

LETTERS = (
    ("A", 93, 4), ("A-", 90, "3.67"), ("B+", 87, "3.33"), ("B", 83, 3), ("B-", 80, "2.67"), ("C+", 77, "2.33"),
    ("C", 73, 2), ("C-", 70, "1.67"), ("D+", 67, "1.33"), ("D", 63, 1), ("D-", 60, "0.67"), ("F", 0, 0),
)  # fmt: skip
PASS = (("P", 60, None), ("NP", 0, None))
RUBRIC = (("4", "87.5", None), ("3", "62.5", None), ("2", "37.5", None), ("1", 0, None))
AHEAD = timedelta(days=12)  # teachers enter work so long before it is due


@dataclass
class Piece:
    """An assignment, before and after it has a number."""

    category: str  # of the plan, or "extra"
    category_id: int
    due: int  # school day of the quarter
    due_on: date
    points: int
    id: int = 0


@dataclass
class Mark:
    """What a student has for a piece of work."""

    points: Decimal | None = None
    missing: bool = False
    exempt: bool = False
    late: bool = False
    comment: Translated | str = ""


class Gradebook:
    def __init__(self, district: District, catalogue: Catalogue) -> None:
        self.district = district
        self.catalogue = catalogue
        self.plans: dict[str, dict[str, Any]] = dict(words.read("plans"))
        self.comments = self.plans.pop("comments")
        year = district.year
        self.days = {quarter: year.school_days(year.quarters[quarter - 1]) for quarter in (1, 2)}
        self.now = self.days[2].index(year.last_school_day)
        self.posted_at = clock.instant(self.days[2][2], time(15, 40))
        self.away: story.Away = defaultdict(dict)
        self.steps: dict[int, list[ScaleStep]] = {}
        self.letters = self._scale(None, {"en": "Letter grades", "es": "Calificaciones con letra"}, LETTERS)

    def open_school(self, campus: Campus) -> None:
        """The scales that a school has beside the district's."""
        if campus.level is Level.ELEMENTARY:
            title = {"en": "From 1 to 4", "es": "De 1 a 4"}
            campus.scales["rubric"] = self._scale(campus.id, title, RUBRIC)
        else:
            campus.scales["pass"] = self._scale(
                campus.id, {"en": "Pass or no pass", "es": "Aprueba o no aprueba"}, PASS
            )

    def _scale(self, school: int | None, title: dict[str, str], entries: tuple[tuple[Any, ...], ...]) -> int:
        scale = self.district.add(GradingScale, school=school, title=title)
        for letter, cutoff, points in entries:
            grade_points = None if points is None else Decimal(points)
            self.district.add(
                GradingScaleEntry, scale=scale, letter=letter, cutoff=Decimal(cutoff), grade_points=grade_points
            )
        self.steps[scale] = [ScaleStep(letter, Decimal(cutoff)) for letter, cutoff, _ in entries]
        return scale

    def post_year(self, past: District, campus: Campus, group: Group, section: int) -> None:
        """What was posted in one class in the year before; nothing else of its gradebook is kept."""
        plan = self.catalogue.courses[group.course]["plan"]
        if not plan:
            return
        chance = past.chance("posted", campus.code, group.course, group.number)
        scale = campus.scales.get(self.plans[plan].get("scale", ""), self.letters)
        for seat in group.seats:
            usual = seat.pupil.ability + chance.gauss(0, 0.035)
            for quarter in QUARTERS[group.session]:
                percent = rounded(Decimal(100 * min(max(usual + chance.gauss(0, 0.02), 0.4), 1)))
                past.add(
                    PostedGrade,
                    section=section,
                    student=seat.pupil.id,
                    grading_period=past.sessions[f"Q{quarter}"],
                    letter=next(step.letter for step in self.steps[scale] if step.cutoff <= percent),
                    percent=percent if scale == self.letters else None,
                    posted_at=clock.instant(past.year.quarters[quarter - 1].ends_on + timedelta(days=3), time(15, 40)),
                )

    def lay(self, campus: Campus, group: Group, section: int) -> None:
        """The gradebook of one class."""
        course = self.catalogue.courses[group.course]
        if course["plan"]:
            Book(self, campus, group, section, course).lay()


class Book:
    """The gradebook of one class under construction."""

    def __init__(self, of: Gradebook, campus: Campus, group: Group, section: int, course: dict[str, Any]) -> None:
        self.of = of
        self.district = of.district
        self.group = group
        self.section = section
        self.course = course
        self.plan = of.plans[course["plan"]]
        self.language = self.plan.get("language", "en")
        self.scale = campus.scales.get(self.plan.get("scale", ""), of.letters)
        self.posts_percent = self.scale == of.letters
        self.chance: Random = of.district.chance("scores", campus.code, group.course, group.number)
        self.bent = {seat.pupil.id: self.chance.gauss(0, 0.035) for seat in group.seats}  # for this subject
        self.ungraded = any(named in story.NOT_YET_GRADED for named in group.named())
        self.lag = self.chance.choice((1, 2, 2, 3, 3, 4, 7))  # school days that this teacher takes
        if any(named in story.TURNS for named in group.named()):
            self.lag = 1  # so that what the story tells of is graded, whatever the weekday

    def lay(self) -> None:
        self.categories = {code: self._category(each) for code, each in self.plan["category"].items()}
        self.district.add(SectionGrading, section=self.section, method=self.plan["method"], scale=self.scale)
        for quarter in (1, 2):
            if quarter in QUARTERS[self.group.session]:
                self._quarter(quarter)

    def _category(self, category: dict[str, Any]) -> Category:
        weight = Decimal(category["weight"]) if "weight" in category else None
        drop_lowest = category.get("drop_lowest", 0)
        number = self.district.add(
            AssignmentCategory,
            section=self.section,
            title=category["title"],
            weight=weight,
            drop_lowest=drop_lowest,
        )
        return Category(number, weight, drop_lowest)

    def _quarter(self, quarter: int) -> None:
        pieces = list(self._pieces(quarter))
        entries: dict[int, list[Entry]] = {seat.pupil.id: [] for seat in self.group.seats}
        turns = {seat.pupil.id: self._turns(seat, quarter, pieces) for seat in self.group.seats if seat.pupil.name}
        for piece in pieces:
            if not self._is_graded(piece, quarter):
                continue
            scored_on = self._day(quarter, piece.due + self.lag)
            for seat in self.group.seats:
                turn = turns.get(seat.pupil.id, {}).get(piece.id)
                within = seat.starts_on <= piece.due_on and (seat.ends_on is None or piece.due_on < seat.ends_on)
                mark = self._mark(seat, piece) if within else None
                if turn:
                    mark = _turned(turn, piece)
                if mark is None:
                    continue
                self.district.add(
                    Score,
                    assignment=piece.id,
                    student=seat.pupil.id,
                    points=mark.points,
                    missing=mark.missing,
                    exempt=mark.exempt,
                    late=mark.late,
                    scored_on=scored_on,
                    comment=mark.comment,
                )
                entries[seat.pupil.id].append(
                    Entry(
                        id=piece.id,
                        category_id=piece.category_id,
                        due_on=piece.due_on,
                        points_possible=Decimal(piece.points),
                        points=mark.points,
                        missing=mark.missing,
                        exempt=mark.exempt,
                    )
                )
        if quarter == 1:
            self._post(entries)

    def _pieces(self, quarter: int) -> Iterator[Piece]:
        """The quarter's work as far as the teacher has entered it, in the order of due dates."""
        days, topics = self.of.days[quarter], self.course[f"q{quarter}"]
        until = self.district.year.today + AHEAD
        found: list[tuple[Piece, str]] = []
        for code, category in self.plan["category"].items():
            count, names, points = category["count"], category["names"], category["points"]
            for number in range(count):
                place = (number + 0.5) / count
                due = min(max(int(place * len(days)) + self.chance.choice((-1, 0, 0, 1)), 1), len(days) - 1)
                name = names[number % len(names)].format(topic=topics[int(place * len(topics))], number=number + 1)
                piece = Piece(code, self.categories[code].id, due, days[due], points[number % len(points)])
                found.append((piece, name))
        if extra := self.plan.get("extra_credit"):
            due = len(days) * 2 // 5
            name = extra["name"].format(topic=topics[int(0.4 * len(topics))])
            found.append((Piece("extra", self.categories[extra["category"]].id, due, days[due], 0), name))
        for piece, name in sorted(found, key=lambda each: each[0].due):
            if piece.due_on > until:
                continue
            assigned_on = days[max(0, piece.due - (7 if piece.points >= 30 else 2))]
            piece.id = self.district.add(
                Assignment,
                section=self.section,
                category=piece.category_id,
                grading_period=self.district.sessions[f"Q{quarter}"],
                title={self.language: name},
                assigned_on=min(assigned_on, self.district.year.last_school_day),
                due_on=piece.due_on,
                points_possible=Decimal(piece.points),
            )
            yield piece

    def _is_graded(self, piece: Piece, quarter: int) -> bool:
        return quarter == 1 or (piece.due + self.lag <= self.of.now and not self.ungraded)

    def _day(self, quarter: int, number: int) -> date:
        """A school day of the quarter by its number; what reaches into the next one is done on its last."""
        days = self.of.days[quarter]
        return days[min(number, len(days) - 1)]

    def _mark(self, seat: Seat, piece: Piece) -> Mark | None:
        """By chance, after the student's ability."""
        chance = self.chance
        ability = seat.pupil.ability + self.bent[seat.pupil.id]
        if piece.points == 0:
            return Mark(Decimal(chance.randint(1, 5))) if chance.random() < 0.3 else None
        luck = chance.random()
        if luck < (1 - ability) * 0.16 and not seat.pupil.name:
            return Mark(missing=True)
        if luck > 0.993 and not seat.pupil.name:
            return Mark(exempt=True)
        reached = min(max(ability + chance.gauss(0.0, 0.075), 0.2), 1.0)
        points = max(1, round(reached * piece.points))
        comment = self._comment(reached) if chance.random() < 0.05 else ""
        return Mark(Decimal(points), late=0.9 < luck < 0.93 and not seat.pupil.name, comment=comment)

    def _comment(self, reached: float) -> Translated | str:
        comments = self.of.comments[self.plan["comments"]]
        if 0.75 < reached < 0.92:
            return ""
        text = self.chance.choice(comments["well" if reached >= 0.92 else "badly"])
        return Translated({"es" if self.plan["comments"] == "spanish" else "en": text})

    def _turns(self, seat: Seat, quarter: int, pieces: list[Piece]) -> dict[int, story.Turn]:
        """What the story says of one student's scores, by assignment."""
        turns: dict[int, story.Turn] = {}
        for turn in story.TURNS.get((seat.pupil.name, self.group.course), ()):
            if turn.quarter != quarter or seat.ends_on is not None:
                continue
            graded = [
                piece
                for piece in pieces
                if piece.category == turn.category
                and self._is_graded(piece, quarter)
                and (piece.due_on < seat.starts_on) == turn.before_entry
            ]
            piece = graded[turn.nth]
            turns[piece.id] = turn
            if turn.away:
                self.of.away[seat.pupil.name][piece.due_on] = turn.away
        return turns

    def _post(self, entries: dict[int, list[Entry]]) -> None:
        """What the calculation says at the end of quarter 1, kept as it was."""
        policy = Policy(Method(self.plan["method"]), tuple(self.categories.values()))
        for seat in self.group.seats:
            if seat.ends_on is not None:
                continue
            grade = calculate(policy, entries[seat.pupil.id], self.of.steps[self.scale], seat.starts_on)
            if grade.step is None:
                continue
            self.district.add(
                PostedGrade,
                section=self.section,
                student=seat.pupil.id,
                grading_period=self.district.sessions["Q1"],
                letter=grade.step.letter,
                percent=grade.shown if self.posts_percent else None,
                posted_at=self.of.posted_at,
            )


def _turned(turn: story.Turn, piece: Piece) -> Mark:
    points = turn.share
    if points is not None and piece.points:
        points = Decimal(round(2 * points * piece.points)) / 2  # teachers give halves
    return Mark(points, turn.missing, turn.exempt, turn.late, turn.comment)
