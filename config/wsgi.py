"""The WSGI door that granian opens."""

import gc
import os

# A start makes a million objects and drops few: collecting meanwhile only takes time.
gc.disable()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

from django.core.wsgi import get_wsgi_application  # noqa: E402  # as above
from django.urls import get_resolver  # noqa: E402  # as above

application = get_wsgi_application()
_ = get_resolver().url_patterns  # all pages are read in before the first is asked for

# A page makes some ten thousand objects and few cycles: with the standard thresholds the collector walks the whole
# program again and again. What stands after the start is never looked at again, and young objects are seldom.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
gc.enable()
