"""What becomes of outputs: they are loaded with their styles, in a group of the algorithm's name."""

import os

from qgis.core import QgsProcessingContext, QgsProcessingLayerPostProcessorInterface

# Processing keeps no reference to what looks after a layer once it is loaded, so that Python must.
_kept = []

MAPS = (".tif", ".tiff", ".gpkg", ".shp", ".geojson", ".fgb")


class Styler(QgsProcessingLayerPostProcessorInterface):
    """Gives a layer the style that gridcast wrote beside it, and moves it into a group."""

    def __init__(self, style, group):
        super().__init__()
        self.style = style
        self.group = group

    def postProcessLayer(self, layer, context, feedback):  # noqa: N802
        """Called by Processing once the layer is in the project."""
        if self.style:
            layer.loadNamedStyle(self.style)
            layer.triggerRepaint()
        project = context.project()
        root = project.layerTreeRoot() if project is not None else None
        node = root.findLayer(layer.id()) if root is not None else None
        if node is not None and (node.parent() is None or node.parent().name() != self.group):
            group = root.findGroup(self.group) or root.insertGroup(0, self.group)
            group.insertChildNode(0, node.clone())
            node.parent().removeChildNode(node)
        if self in _kept:
            _kept.remove(self)


def style_of(path):
    """The style file beside an output; None where there is none."""
    style = os.path.splitext(path)[0] + ".qml"
    return style if os.path.exists(style) else None


def look_after(path, group, context, names=None):
    """Sees to it that an output that will be loaded gets its style and its group.

    Of two names the layer gets the second where it would have the first; a model's own name stays.
    """
    if not context.willLoadLayerOnCompletion(path):
        return
    styler = Styler(style_of(path), group)
    _kept.append(styler)
    details = context.layerToLoadOnCompletionDetails(path)
    if names and details.name == names[0]:
        details.name = names[1]
    details.setPostProcessor(styler)


def load(path, group, context):
    """Has a file loaded that no parameter names, such as those of a folder."""
    if context.project() is None or not path.lower().endswith(MAPS):
        return
    name = os.path.splitext(os.path.basename(path))[0]
    context.addLayerToLoadOnCompletion(path, QgsProcessingContext.LayerDetails(name, context.project(), name))
    look_after(path, group, context)


def siblings(path):
    """The files that a command wrote in place of one: r-level.csv and others for r.csv."""
    if os.path.exists(path):
        return [path]
    folder, name = os.path.split(path)
    stem, ending = os.path.splitext(name)
    return sorted(
        os.path.join(folder, other) for other in os.listdir(folder or ".")
        if other.startswith(stem + "-") and other.endswith(ending))
