"""The WSGI application that the server processes load."""

import os

from django.core.wsgi import get_wsgi_application

from liaison.ops.bodies import Measured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "liaison.settings")
application = Measured(get_wsgi_application())
