"""The WSGI door that granian opens."""

import gc
import os
import threading

# A start makes 340,000 objects and drops few: to collect meanwhile takes a fifth of its time, 0.5 of 2.5 s.
gc.disable()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

from django.core.wsgi import get_wsgi_application  # noqa: E402  # as above
from django.urls import get_resolver  # noqa: E402  # as above

application = get_wsgi_application()
_ = get_resolver().url_patterns  # all pages are read in before the first is asked for

# What stands now stays. To look through all of it, as the collector does now and then, takes 0.15 s and more, which
# some page would have to wait for.
gc.collect()
gc.freeze()
gc.enable()


def _read_ahead() -> None:
    """Read the law, which most pages need, while others are served: who comes first need not wait half a second."""
    from thidua.domain.catalogue.library import library

    library()


threading.Thread(target=_read_ahead, name="read-ahead", daemon=True).start()
