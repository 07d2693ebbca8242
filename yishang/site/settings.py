"""Settings of one installation. What a city changes are environment variables, all in docs/operations.md."""

import os
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from urllib.parse import urlsplit

import dj_database_url
from dj_database_url import DBConfig
from django.core.exceptions import ImproperlyConfigured

import yishang.contexts
import yishang.kernel

ROOT = Path(__file__).resolve().parents[2]
SITE = Path(__file__).resolve().parent
HOME = Path(os.environ.get("YISHANG_HOME", ROOT / "var")).resolve()
DEMO_CLOCK_FILE = HOME / "demo-clock.json"


def _apps_in(package: ModuleType) -> list[str]:
    """Every folder in the package is an app; adding one is the whole installation."""
    return sorted(f"{package.__name__}.{module.name}" for module in iter_modules(package.__path__) if module.ispkg)


def _secret_key() -> str:
    """The environment's key, or one made on first use and kept in the home folder (never in the repository)."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    file = HOME / "secret.key"
    if not file.exists():
        HOME.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(os.urandom(48).hex())
    return file.read_text().strip()


def _allowed_hosts() -> list[str]:
    """The names that requests may use: those told, else this machine's; and always the address listened on."""
    told = [name.strip() for name in os.environ.get("ALLOWED_HOSTS", "").split(",") if name.strip()]
    names = told or ["localhost", "127.0.0.1", "[::1]"]
    if host := os.environ.get("HOST"):
        names.append(host)
        if not told and host in ("0.0.0.0", "::"):
            names += _names_of_this_machine()
    return list(dict.fromkeys(f"[{name}]" if ":" in name and name[0] != "[" else name for name in names))


def _names_of_this_machine() -> Iterator[str]:
    """Its name, the addresses of that name, and those from which it reaches others (nothing is sent)."""
    name = socket.gethostname()
    yield name
    with suppress(OSError):
        yield from (str(found[4][0]).partition("%")[0] for found in socket.getaddrinfo(name, None))
    for family, elsewhere in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((elsewhere, 9))
            yield str(probe.getsockname()[0])


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("DEBUG") == "1"
ALLOWED_HOSTS = _allowed_hosts()
CSRF_TRUSTED_ORIGINS = [origin for origin in os.environ.get("CSRF_TRUSTED_ORIGINS", "").split(",") if origin]

KERNEL_APPS = _apps_in(yishang.kernel)
CONTEXT_APPS = _apps_in(yishang.contexts)
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_q",
    *KERNEL_APPS,
    *CONTEXT_APPS,
    "allauth.account",  # only because the next two stand on it: no page of it is served (docs/adr/0010)
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "yishang.site",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yishang.site.middleware.safe_headers",
    "yishang.site.middleware.readable_request",
    "yishang.site.middleware.machine_manners",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yishang.site.middleware.renewed_session",
    "yishang.site.middleware.present_and_actor",
    "yishang.site.middleware.refusals",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "yishang.site.urls"
WSGI_APPLICATION = "yishang.site.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [SITE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "yishang.site.middleware.page_frame",
            ],
            "builtins": ["yishang.site.templatetags.components"],
        },
    }
]

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA cache_size=-64000;"
    "PRAGMA mmap_size=134217728;PRAGMA busy_timeout=20000;PRAGMA foreign_keys=ON;"
)


def _database() -> DBConfig:
    url = os.environ.get("DATABASE_URL") or f"sqlite:///{HOME / 'yishang.sqlite3'}"
    try:
        found = dj_database_url.parse(url, conn_max_age=60, conn_health_checks=True)
    except ValueError:
        found = {}
    if not found.get("ENGINE"):
        raise ImproperlyConfigured("DATABASE_URL 写得不对，应为 postgresql://用户:口令@主机:5432/库，或留空用 SQLite。")
    return found


def identity_provider(*, issuer: str, client_id: str, secret: str) -> list[dict[str, object]]:
    """The city's OpenID Connect provider as allauth wants it: all three told, or none. Raises ImproperlyConfigured."""
    told = {"OIDC_ISSUER": issuer, "OIDC_CLIENT_ID": client_id, "OIDC_CLIENT_SECRET": secret}
    if not any(told.values()):
        return []
    if missing := [name for name, value in told.items() if not value]:
        raise ImproperlyConfigured(f"统一身份认证缺少 {'、'.join(missing)}：三项都要设，或都不设。")
    address = urlsplit(issuer)
    if address.scheme != "https" and address.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise ImproperlyConfigured("OIDC_ISSUER 必须以 https:// 开头。")
    options = {"server_url": issuer.rstrip("/"), "fetch_userinfo": False}
    return [{"provider_id": "city", "name": "city", "client_id": client_id, "secret": secret, "settings": options}]


DATABASES = {"default": _database()}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": SQLITE_PRAGMAS,
    }
else:
    # What is asked again and again is planned once in a connection; the server binds the values (docs/adr/0012).
    DATABASES["default"]["OPTIONS"] = {"server_side_binding": True, "prepare_threshold": 2}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "directory.Account"
LOGIN_URL = "/sign-in/"
CSRF_FAILURE_VIEW = "yishang.site.failures.stale_page"
SESSION_COOKIE_AGE = 30 * 60  # before anybody is signed in; afterwards SESSION_TERMS, which SEC may change
SESSION_SAVE_EVERY_REQUEST = False
SESSION_TERMS = {
    "staff_idle_minutes": int(os.environ.get("STAFF_IDLE_MINUTES", "30")),  # 会话 30 分钟（等保三级，handbook 12.5）
    "staff_hours": 12,
    "company_idle_days": int(os.environ.get("COMPANY_IDLE_DAYS", "7")),
    "company_days": 30,
}
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = os.environ.get("HTTPS") == "1"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = HOME / "static"
STATICFILES_DIRS = [SITE / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": os.environ.get("STATIC_BACKEND", "whitenoise.storage.CompressedManifestStaticFilesStorage")
    },
}
MEDIA_ROOT = HOME / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024

Q_CLUSTER = {
    "name": "yishang",
    "orm": "default",
    "workers": int(os.environ.get("WORKERS", "1")),
    "timeout": 60,
    "retry": 90,  # must exceed timeout, or a slow task runs twice at once
    "max_attempts": 5,
    "poll": 1,
    "save_limit": 500,
    "catch_up": False,
    "label": "后台任务",
    "bulk": 5,
}

DEMO = os.environ.get("YISHANG_DEMO", "") == "1"
STAFF_TOTP = os.environ.get("STAFF_TOTP", "0" if DEMO else "1") == "1"  # 双因子登录（等保三级，handbook 12.5）
MFA_ADAPTER = "yishang.kernel.directory.gateways.Authenticators"
MFA_TOTP_ISSUER = "宜商"
MFA_TOTP_TOLERANCE = 1  # one step of 30 seconds to either side; used codes are refused by our own rows
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = "login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
OIDC_CLAIM = os.environ.get("OIDC_CLAIM", "preferred_username")  # what the identity provider calls our login
OIDC_NAME = os.environ.get("OIDC_NAME", "本市统一身份认证")
IDENTITY_PROVIDER = identity_provider(
    issuer=os.environ.get("OIDC_ISSUER", ""),
    client_id=os.environ.get("OIDC_CLIENT_ID", ""),
    secret=os.environ.get("OIDC_CLIENT_SECRET", ""),
)
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": IDENTITY_PROVIDER}}
OIDC = bool(IDENTITY_PROVIDER)

SMS_GATEWAY = os.environ.get("SMS_GATEWAY", "simulator")  # or the URL of the city's SMS service
SMS_QUIET_HOURS = os.environ.get("SMS_QUIET_HOURS", "21:00-8:00")  # only urgent text messages leave (handbook 12.9)
SMS_RECEIPT_SECRET = os.environ.get("SMS_RECEIPT_SECRET", "")  # empty: receipts are not taken
SMS_SIMULATOR_LOSES = os.environ.get("SMS_SIMULATOR_LOSES", "")  # ends of telephone numbers, for the demonstration
HOTLINE_GATEWAY = os.environ.get("HOTLINE_GATEWAY", "simulator" if DEMO else "")  # or the 12345 line's address
HOTLINE_SECRET = os.environ.get("HOTLINE_SECRET", "")  # signs both ways; empty: nothing is taken from the line
ONESTOP_GATEWAY = os.environ.get("ONESTOP_GATEWAY", "simulator" if DEMO else "")  # 一网通办: or its address
ONESTOP_SECRET = os.environ.get("ONESTOP_SECRET", "")  # signs both ways; empty: nothing is taken at our door
CREDIT_PLATFORM_GATEWAY = os.environ.get("CREDIT_PLATFORM_GATEWAY", "simulator" if DEMO else "")  # or its address
CREDIT_PLATFORM_SECRET = os.environ.get("CREDIT_PLATFORM_SECRET", "")
HOTLINE_SIMULATOR = os.environ.get("HOTLINE_SIMULATOR", "prompt")  # how a simulated line behaves
WECHAT_GATEWAY = os.environ.get("WECHAT_GATEWAY", "simulator" if DEMO else "")  # or "official"; empty: none
WECHAT_APP_ID = os.environ.get("WECHAT_APP_ID", "")
WECHAT_APP_SECRET = os.environ.get("WECHAT_APP_SECRET", "")
WECHAT_TOKEN = os.environ.get("WECHAT_TOKEN", "")  # signs the callback
WECHAT_TEMPLATE = os.environ.get("WECHAT_TEMPLATE", "")  # the id of the template message
SITE_URL = os.environ.get("SITE_URL", "")  # https://…, for links in text messages
TRUSTED_PROXY = os.environ.get("TRUSTED_PROXY") == "1"  # the last X-Forwarded-For is our own proxy's word
TIANDITU_KEY = os.environ.get("TIANDITU_KEY", "")  # 天地图 tk of the kind for browsers; empty: no foreign host is asked
TIANDITU_APPROVAL = os.environ.get("TIANDITU_APPROVAL", "")  # its 审图号, shown with the map; without it no tiles
CITY_CODE = os.environ.get("YISHANG_CITY", "610400")
REPORT_FONT = os.environ.get("REPORT_FONT", "")  # with Chinese letters, for PDFs; empty: Noto CJK of the system

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}

# So many matters are counted anew at every look at the overview; of more, the last full count is shown.
COUNTED_LIVE_UP_TO = 20_000
