#!/usr/bin/env python3
"""Opens a project in a QGIS without a window, tells its pages as JSON, and prints each to a picture.

  /usr/bin/python3 layouts.py PROJECT.qgz PICTURE.png [PIXELS-AN-INCH]"""

import json
import os
import sys

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
from qgis.core import (QgsApplication, QgsLayoutExporter, QgsLayoutItemLabel, QgsLayoutItemLegend, QgsLayoutItemMap,
                       QgsLayoutItemPicture, QgsLayoutItemScaleBar, QgsProject)

application = QgsApplication([], False)
application.initQgis()
project = QgsProject.instance()
told = {"read": project.read(sys.argv[1]), "pages": []}
for layout in project.layoutManager().printLayouts():
    settings = QgsLayoutExporter.ImageExportSettings()
    settings.dpi = int(sys.argv[3]) if len(sys.argv) > 3 else 100
    settings.generateWorldFile = False
    done = QgsLayoutExporter(layout).exportToImage(sys.argv[2], settings)
    of = lambda kind: [item for item in layout.items() if isinstance(item, kind)]
    size = layout.pageCollection().pages()[0].pageSize()
    told["pages"].append({
        "name": layout.name(), "printed": done == QgsLayoutExporter.Success,
        "size": [size.width(), size.height()],
        "scale": round(of(QgsLayoutItemMap)[0].scale(), 1),
        "layers": [layer.name() for layer in of(QgsLayoutItemMap)[0].layers() or project.layerTreeRoot().checkedLayers()],
        "labels": [label.currentText() for label in of(QgsLayoutItemLabel)],
        "legends": len(of(QgsLayoutItemLegend)), "bars": len(of(QgsLayoutItemScaleBar)),
        "arrows": len(of(QgsLayoutItemPicture)),
    })
print(json.dumps(told, ensure_ascii=False), flush=True)
os._exit(0)  # QGIS's own end can crash after all is said
