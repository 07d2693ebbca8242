"""Settings of a test run: the installation's own, in a home folder that is thrown away. Nothing here touches var/.

pytest reads settings before any conftest, so what must be decided earlier than they are stands here. Processes that a
test starts (a worker, a server) inherit the same home, unless they are given another in YISHANG_HOME.
"""

import atexit
import os
from shutil import rmtree
from tempfile import mkdtemp

if "YISHANG_TEST_HOME" not in os.environ:  # the outermost process of this run
    os.environ["YISHANG_TEST_HOME"] = os.environ["YISHANG_HOME"] = mkdtemp(prefix="yishang-test-")
    atexit.register(rmtree, os.environ["YISHANG_HOME"], ignore_errors=True)

os.environ["STATIC_BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # no collectstatic before a test

from yishang.site.settings import *  # noqa: F403
from yishang.site.settings import DATABASES, HOME, SQLITE_PRAGMAS

(HOME / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns where it is absent
STAFF_TOTP = False  # as in the demonstration; the tests of the second factor turn it on
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # the real one is slow on purpose

if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, not memory: threads of one test and the processes it starts must meet in the same database.
    DATABASES["default"]["TEST"] = {"NAME": str(HOME / "test.sqlite3")}
    DATABASES["default"]["OPTIONS"]["init_command"] = SQLITE_PRAGMAS + "PRAGMA synchronous=OFF;"
