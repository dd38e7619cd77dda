"""The QGIS plug-in of Gridcast: its commands in the Processing toolbox, and a panel for whole jobs."""


def classFactory(iface):  # noqa: N802  (QGIS calls it so)
    """Makes the plug-in; QGIS calls this. In qgis_process there is no window, and iface is None."""
    from .plugin import GridcastPlugin

    return GridcastPlugin(iface)
