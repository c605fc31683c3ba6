"""A demonstration district of invented people, laid around today.

year.py has its days, schools.py its schools, families.py and people.py who lives in it, story.py the people known by
name, timetable.py and courses.py the classes, gradebook.py their scores; laying.py puts them together, and state.py
knows whether a database holds one.
"""
