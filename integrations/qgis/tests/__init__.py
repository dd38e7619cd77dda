"""The tests of the plug-in, which need QGIS; make test-qgis runs them."""

from . import world  # noqa: F401  (before anything of QGIS is imported by tests)
