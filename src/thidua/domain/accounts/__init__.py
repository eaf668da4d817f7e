"""Users, the roles they hold over a subtree, and delegation by document; turns a user into an ``Actor``.

Sign-in itself (passwords, codes, sessions) is django-allauth's.
"""
