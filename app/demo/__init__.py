"""A demonstration district of invented people, laid around today.

year.py has its days, schools.py its schools; families.py, people.py and homes.py who lives in it; story.py tells of the
people known by name, cast.py lays them; timetable.py and courses.py the classes, gradebook.py their scores,
attendance.py who was away, announcements.py the notices; laying.py puts them together, and state.py knows whether a
database holds one.
"""
