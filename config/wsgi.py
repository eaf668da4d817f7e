"""The WSGI door that granian opens."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()

# A page makes some ten thousand objects and few cycles: with the standard thresholds the collector walks the whole
# program again and again. What stands after the start is never looked at again, and young objects are seldom.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 50)
