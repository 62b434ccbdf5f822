"""A shop that runs against the sandbox as it is. What differs elsewhere comes from the environment."""

import os
from pathlib import Path

BASE_DIR = Path(__file__).parent.parent
SANDBOX = os.environ.get("SANDBOX", "http://127.0.0.1:4010")

SANSPAY = {
    "origin": os.environ.get("ORIGIN", "http://127.0.0.1:8000"),
    "patience": int(os.environ.get("PATIENCE", "120")),
    # The sandbox's own keys. Yours come from the environment, and "base_url" goes.
    "atarapay": {
        "environment": "staging",
        "public_key": os.environ.get("ATARAPAY_PUBLIC_KEY", "pub_test_1"),
        "private_key": os.environ.get("ATARAPAY_PRIVATE_KEY", "prv_test_2"),
        "base_url": SANDBOX,
    },
    "atmoon": {
        "environment": "uat",
        "access_key": os.environ.get("ATMOON_ACCESS_KEY", "51a4bd18-5bc1-4eaa-97b0-c09323398883"),
        "merchant_key": os.environ.get("ATMOON_MERCHANT_KEY", "41d9eda4b67538fc8ad27e564ddde1bb7b20ad08"),
        "client_id": os.environ.get("ATMOON_CLIENT_ID", "61662"),
        "api_password": os.environ.get("ATMOON_API_PASSWORD", "a90db387a3e3b8a22d923966326327c17e9a6ed6"),
        "user_id": os.environ.get("ATMOON_USER_ID", "ATM172"),
        "utoken": os.environ.get("ATMOON_UTOKEN", "531234548188123"),
        "payin_url": f"{SANDBOX}/sandbox/atmoon/payin",
        "payout_url": f"{SANDBOX}/sandbox/atmoon/payout",
        "base_url": SANDBOX,
    },
}

DEBUG = os.environ.get("DEBUG", "1") == "1"
SECRET_KEY = os.environ.get("SECRET_KEY", "for trying things out on this machine")
ALLOWED_HOSTS = ["127.0.0.1", "localhost"]

if "PGDATABASE" in os.environ:
    # libpq reads the rest, PGHOST and PGUSER among it, from the environment.
    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "NAME": os.environ["PGDATABASE"]}}
else:
    # One writer at a time, and whoever comes second waits: two notices at once must not both be the first.
    sqlite = {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "shop.sqlite3"}
    DATABASES = {"default": {**sqlite, "OPTIONS": {"transaction_mode": "IMMEDIATE", "timeout": 20}}}

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "sanspay.django",
    "shop",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
ROOT_URLCONF = "project.urls"
STATIC_URL = "static/"
USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
