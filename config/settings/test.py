"""Tests: a database of their own, mail kept in memory, quick password hashes."""

import os
import tempfile

os.environ.setdefault("THIDUA_STAGE", "test")
os.environ.setdefault("THIDUA_SECRET_KEY", "test-" * 10)
os.environ.setdefault("DATABASE_URL", "postgresql://thidua_owner@localhost/thidua")
os.environ.setdefault("THIDUA_EMAIL_URL", "memory:")
os.environ.setdefault("THIDUA_DATA_DIR", tempfile.mkdtemp(prefix="thidua-test-"))
os.environ.setdefault("THIDUA_FIELD_KEYS", "test:" + "dGVzdC1maWVsZC1rZXktZm9yLXRoaWR1YS10ZXN0cyE=")
os.environ.setdefault("THIDUA_INDEX_KEY", "dGVzdC1pbmRleC1rZXktZm9yLXRoaWR1YS10ZXN0cyE=")
os.environ.setdefault("THIDUA_LOG_KEYS", "test:" + "dGVzdC1sb2cta2V5LWZvci10aGlkdWEtdGVzdHMhISE=")
os.environ.setdefault("THIDUA_LOG_LEVEL", "WARNING")

from config.settings.base import *  # noqa: F403  # the environment above must come first

ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405  # the environment above must come first
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
DATABASES["default"]["CONN_MAX_AGE"] = 0  # noqa: F405  # a live server's threads must let go of the test database
if template := os.environ.get("THIDUA_TEST_TEMPLATE"):  # a migrated database to copy; tests/database.py
    DATABASES["default"]["TEST"] = {"TEMPLATE": template}  # noqa: F405
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
ACCOUNT_RATE_LIMITS = {"login_failed": "5/5m/key"}
MENU_COUNT_SECONDS = 0  # acts of tests go past the pages
