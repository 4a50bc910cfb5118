import django
from django.conf import settings as configuration

from serving import serve, settings

APPS = ["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"]

configuration.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.sqlite3",
            # In memory, and the same for every thread.
            "NAME": "file:interop?mode=memory&cache=shared",
            "OPTIONS": {"uri": True},
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=APPS,
    # A new database needs no history.
    MIGRATION_MODULES={app.split(".")[-1]: None for app in APPS},
    OAUTH2_PROVIDER={
        "ACCESS_TOKEN_EXPIRE_SECONDS": 600,
        "DEFAULT_SCOPES": ["read"],
        "SCOPES": {"read": "Read", "write": "Write"},
    },
    # As Django advises for tests: the default takes a while by design, and is not what is asked about here.
    PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ROOT_URLCONF=__name__,
    SECRET_KEY="only for the interoperability table",
    USE_TZ=True,
)
django.setup()

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.urls import include, path
from oauth2_provider.models import Application

urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]

connection.ensure_connection()
call_command("migrate", run_syncdb=True, verbosity=0)
for client in settings()["clients"]:
    Application.objects.create(
        client_id=client["id"],
        client_secret=client["secret"],
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )

serve(get_wsgi_application(), "/o/token/", "/o/introspect/")
