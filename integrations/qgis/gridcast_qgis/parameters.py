"""Makes QGIS's parameters of the fields of a form."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterCrs,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingParameterVectorDestination,
)

SHAPES = {
    "points": QgsProcessing.TypeVectorPoint,
    "lines": QgsProcessing.TypeVectorLine,
    "areas": QgsProcessing.TypeVectorPolygon,
}


def definitions(field):
    """The parameters that stand for a field: one, or two where QGIS has none for all that it takes."""
    made = _MAKERS.get(field.type, _text)(field)
    for definition in made:
        definition.setHelp(field.help)
        if field.is_advanced:
            definition.setFlags(definition.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
    return made


def _shapes(field):
    """The kinds of layers that a field takes; tables too, where nothing is said."""
    return [SHAPES[shape] for shape in field.shapes] or [QgsProcessing.TypeVector]


def _layer(field):
    one = QgsProcessingParameterFeatureSource(
        field.key, field.title, _shapes(field), optional=not field.is_required)
    if not field.is_repeated:
        return [one]
    more = QgsProcessingParameterMultipleLayers(
        field.more_key, "Further layers of the same kind", _layer_type(field), optional=True)
    more.setFlags(more.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
    return [one, more]


def _layer_type(field):
    shapes = _shapes(field)
    return shapes[0] if len(shapes) == 1 else QgsProcessing.TypeVectorAnyGeometry


def _raster(field):
    one = QgsProcessingParameterRasterLayer(field.key, field.title, optional=not field.is_required)
    if not field.is_repeated:
        return [one]
    more = QgsProcessingParameterMultipleLayers(
        field.more_key, "Further rasters, in the same order", QgsProcessing.TypeRaster, optional=True)
    more.setFlags(more.flags() | QgsProcessingParameterDefinition.FlagAdvanced)
    return [one, more]


def _dataset(field):
    return [QgsProcessingParameterMultipleLayers(
        field.key, field.title, QgsProcessing.TypeMapLayer, optional=not field.is_required)]


def _field(field):
    return [QgsProcessingParameterField(
        field.key, field.title, parentLayerParameterName=field.of, optional=not field.is_required,
        allowMultiple=field.is_repeated or field.separator is not None)]


def _band(field):
    return [QgsProcessingParameterBand(
        field.key, field.title, parentLayerParameterName=field.of, optional=not field.is_required,
        allowMultiple=field.is_repeated)]


def _system(field):
    crs = QgsProcessingParameterCrs(field.key, field.title, optional=True)
    if not field.choices:
        return [crs]
    word = QgsProcessingParameterEnum(
        field.key + "_NAMED", "Or one that QGIS does not list",
        options=field.choices, optional=True, usesStaticStrings=True, defaultValue=field.default)
    return [crs, word]


def _choice(field):
    default = field.default.split(", ") if field.default and field.is_repeated else field.default
    return [QgsProcessingParameterEnum(
        field.key, field.title, options=field.choices, optional=not field.is_required and default is None,
        defaultValue=default, allowMultiple=field.is_repeated, usesStaticStrings=True)]


def _choice_or_file(field):
    words = QgsProcessingParameterEnum(
        field.key, field.title, options=field.choices, optional=True, usesStaticStrings=True)
    file = QgsProcessingParameterFile(
        field.key + "_FILE", "%s: a file of one's own" % field.title, optional=True, fileFilter=_filter(field))
    return [words, file]


def _number(field):
    whole = field.type == "whole"
    if field.is_repeated or field.word:
        return [QgsProcessingParameterString(
            field.key, field.title, defaultValue=field.default or field.word, optional=not field.is_required)]
    number = int if whole else float
    definition = QgsProcessingParameterNumber(
        field.key, field.title,
        QgsProcessingParameterNumber.Integer if whole else QgsProcessingParameterNumber.Double,
        number(field.default) if field.default else None, not field.is_required)
    least, most = field.limits.get("minimum"), field.limits.get("maximum")
    if least is None:
        least = field.limits.get("above")
    if most is None:
        most = field.limits.get("below")
    if least is not None:
        definition.setMinimum(least)
    if most is not None:
        definition.setMaximum(most)
    if not whole:
        definition.setMetadata({"widget_wrapper": {"decimals": 6}})
    return [definition]


def _text(field):
    return [QgsProcessingParameterString(
        field.key, field.title, defaultValue=field.default, optional=not field.is_required,
        multiLine=field.is_repeated and not field.is_spread)]


def _filter(field):
    """The filter of a file box."""
    return "%s (%s)" % (field.endings[0].upper(), " ".join("*." + ending for ending in field.endings))


def _file(field):
    return [QgsProcessingParameterFile(
        field.key, field.title, optional=not field.is_required,
        fileFilter=_filter(field) if field.endings else "")]


def _new_file(field):
    return [QgsProcessingParameterFileDestination(
        field.key, field.title, _filter(field), optional=not field.is_required, createByDefault=field.is_required)]


_MAKERS = {
    "layer": _layer,
    "raster": _raster,
    "dataset": _dataset,
    "field": _field,
    "band": _band,
    "system": _system,
    "choice": _choice,
    "choice-or-file": _choice_or_file,
    "number": _number,
    "whole": _number,
    "file": _file,
    "folder": lambda field: [QgsProcessingParameterFile(
        field.key, field.title, QgsProcessingParameterFile.Folder, optional=not field.is_required)],
    "flag": lambda field: [QgsProcessingParameterBoolean(field.key, field.title, defaultValue=False)],
    "box": lambda field: [QgsProcessingParameterExtent(field.key, field.title, optional=not field.is_required)],
    "new-file": _new_file,
    "new-table": _new_file,
    "new-folder": lambda field: [QgsProcessingParameterFolderDestination(
        field.key, field.title, optional=not field.is_required, createByDefault=field.is_required)],
    "new-layer": lambda field: [QgsProcessingParameterVectorDestination(
        field.key, field.title, optional=not field.is_required, createByDefault=field.is_required)],
    "new-raster": lambda field: [QgsProcessingParameterRasterDestination(
        field.key, field.title, optional=not field.is_required, createByDefault=field.is_required)],
}
