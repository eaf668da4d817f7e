"""Development and the demonstration: plain static files, no HTTPS."""

from config.settings.base import *  # noqa: F403  # settings modules extend each other

DEBUG = False
