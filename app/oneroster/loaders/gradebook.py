"""categories.csv, lineItems.csv and results.csv."""

from app.database import tuples
from app.intake.cells import shown
from app.intake.sheet import Row
from app.intake.store import store
from app.oneroster.run import Run
from app.sis.grading.models import Assignment, AssignmentCategory, Score

GRADED = ("fully graded", "partially graded")


def categories(rows: list[Row], run: Run) -> None:
    """Kinds of assignments; in OneRoster they are the district's, of no section."""
    store(AssignmentCategory, {row["sourcedId"]: {"title": row["title"]} for row in rows}).count(
        run.counts("categories")
    )


def line_items(rows: list[Row], run: Run) -> None:
    """Assignments."""
    for row in rows:
        if row["resultValueMax"] < max(0, row["resultValueMin"]):
            run.reject("lineItems", row, "resultValueMax", f"{row['resultValueMax']} is less than the least value")
    wanted = {
        row["sourcedId"]: {
            "section": row.refs["classSourcedId"],
            "category": row.refs["categorySourcedId"],
            "grading_period": row.refs["gradingPeriodSourcedId"],
            "title": row["title"],
            "description": row["description"] or "",
            "assigned_on": row["assignDate"],
            "due_on": row["dueDate"],
            "points_possible": row["resultValueMax"],
        }
        for row in rows
        if not row.rejected
    }
    store(Assignment, wanted).count(run.counts("lineItems"))


def results(rows: list[Row], run: Run) -> None:
    """Scores: one for a student and assignment. What its status says decides whether the number counts."""
    _reject_second_scores(rows, run)
    for row in rows:
        if not row.rejected and row["scoreStatus"] in GRADED and row["score"] is None:
            run.reject("results", row, "score", f"is empty, and the status is {shown(row['scoreStatus'])}")
    wanted = {
        row["sourcedId"]: {
            "assignment": row.refs["lineItemSourcedId"],
            "student": row.refs["studentSourcedId"],
            "points": row["score"] if row["scoreStatus"] in GRADED else None,
            "exempt": row["scoreStatus"] == "exempt",
            "missing": row["scoreStatus"] == "not submitted",
            "incomplete": row["scoreStatus"] == "partially graded",
            "scored_on": row["scoreDate"],
            "comment": row["comment"] or "",
        }
        for row in rows
        if not row.rejected
    }
    store(Score, wanted).count(run.counts("results"))


def _reject_second_scores(rows: list[Row], run: Run) -> None:
    """A student has one score for an assignment. A withdrawn one gives its place to the new row that comes for it."""
    ids = [row["sourcedId"] for row in rows]
    students = list({row.refs["studentSourcedId"] for row in rows})
    assignments = list({row.refs["lineItemSourcedId"] for row in rows})
    of_pairs = Score.select().where(Score.student.in_(students), Score.assignment.in_(assignments))
    owners = {(score.student_id, score.assignment_id): score for score in of_pairs}
    known = {key for (key,) in tuples(Score.select(Score.sourced_id).where(Score.sourced_id.in_(ids)))}
    taken: dict[tuple[int, int], str] = {}
    for row in rows:
        pair = (row.refs["studentSourcedId"], row.refs["lineItemSourcedId"])
        first = taken.setdefault(pair, row["sourcedId"])
        owner = owners.get(pair)
        if first != row["sourcedId"]:
            other = f"the result {shown(first)}"
        elif owner is None or owner.sourced_id == row["sourcedId"]:
            continue
        elif owner.withdrawn_at is not None and row["sourcedId"] not in known:
            Score.update(sourced_id=row["sourcedId"]).where(Score.id == owner.id).execute()
            continue
        else:
            other = f"the result {shown(owner.sourced_id)}" if owner.sourced_id else "a score entered here"
        run.reject("results", row, "studentSourcedId", f"has {other} for the same line item already")
