"""The values of an algorithm's parameters as the words of a command line."""

from qgis.core import QgsCoordinateReferenceSystem, QgsMapLayerType, QgsProcessingException

from . import inputs


class Values:
    """Reads what was given to an algorithm: its layers at once, and the rest when asked."""

    def __init__(self, algorithm, parameters, context):
        self.algorithm = algorithm
        self.parameters = parameters
        self.context = context
        #: The inputs of each field, by its key.
        self.inputs = {}

    def take_inputs(self, field):
        """Looks at the layers of a field; must be done where layers may be touched."""
        if field.type == "layer":
            found = self._layers(field)
        elif field.type == "raster":
            found = self._rasters(field)
        else:
            found = [
                inputs.of_raster(layer) if layer.type() == QgsMapLayerType.RasterLayer else inputs.of_layer(layer)
                for layer in self.algorithm.parameterAsLayerList(self.parameters, field.key, self.context)]
        if field.is_required and not found:
            raise QgsProcessingException("%s: nothing was chosen." % field.title)
        self.inputs[field.key] = found

    def _layers(self, field):
        found = []
        given = self.parameters.get(field.key)
        if given not in (None, ""):
            source = self.algorithm.parameterAsSource(self.parameters, field.key, self.context)
            if source is None:
                raise QgsProcessingException(self.algorithm.invalidSourceError(self.parameters, field.key))
            layer = self.algorithm.parameterAsVectorLayer(self.parameters, field.key, self.context)
            found.append(inputs.of_layer(layer, source, given))
        if field.is_repeated:
            found += [
                inputs.of_layer(layer) for layer in
                self.algorithm.parameterAsLayerList(self.parameters, field.more_key, self.context)]
        return found

    def _rasters(self, field):
        found = []
        if self.parameters.get(field.key) not in (None, ""):
            found.append(inputs.of_raster(
                self.algorithm.parameterAsRasterLayer(self.parameters, field.key, self.context)))
        if field.is_repeated:
            found += [
                inputs.of_raster(layer) for layer in
                self.algorithm.parameterAsLayerList(self.parameters, field.more_key, self.context)]
        return found

    def words(self, field):
        """The values of a field, as a list of texts; empty where nothing was given."""
        read = getattr(self, "_" + field.type.replace("-", "_"), self._text)
        return read(field)

    def _is_given(self, key):
        return self.parameters.get(key) not in (None, "", [])

    def _field(self, field):
        return self.algorithm.parameterAsFields(self.parameters, field.key, self.context)

    def _band(self, field):
        if not self._is_given(field.key):
            return []
        numbers = self.algorithm.parameterAsInts(self.parameters, field.key, self.context)
        rasters = self.inputs.get(field.of) or []
        if not rasters:
            raise QgsProcessingException("%s: there is no raster whose band could be meant." % field.title)
        return [inputs.band_name(rasters[0].path, number) for number in numbers]

    def _system(self, field):
        if field.choices and self._is_given(field.key + "_NAMED") and not self._is_given(field.key):
            return [self.algorithm.parameterAsEnumString(self.parameters, field.key + "_NAMED", self.context)]
        if not self._is_given(field.key):
            return []
        crs = self.algorithm.parameterAsCrs(self.parameters, field.key, self.context)
        if not crs.isValid():
            raise QgsProcessingException("%s: %s is none that QGIS knows." % (field.title, self.parameters[field.key]))
        # A user's own system has a number that only this QGIS knows.
        is_common = crs.authid() and not crs.authid().upper().startswith("USER:")
        return [crs.authid() if is_common else crs.toWkt(QgsCoordinateReferenceSystem.WKT2_2019)]

    def _choice(self, field):
        if not self._is_given(field.key):
            return [field.default] if field.default and not field.is_repeated else []
        if field.is_repeated:
            return self.algorithm.parameterAsEnumStrings(self.parameters, field.key, self.context)
        return [self.algorithm.parameterAsEnumString(self.parameters, field.key, self.context)]

    def _choice_or_file(self, field):
        if self._is_given(field.key + "_FILE"):
            return [self.algorithm.parameterAsFile(self.parameters, field.key + "_FILE", self.context)]
        return self._choice(field)

    def _number(self, field):
        if not self._is_given(field.key):
            return []
        if field.is_repeated or field.word:
            return self._text(field)
        return [repr(self.algorithm.parameterAsDouble(self.parameters, field.key, self.context))]

    def _whole(self, field):
        if not self._is_given(field.key):
            return []
        if field.is_repeated or field.word:
            return self._text(field)
        return [self.algorithm.parameterAsInt(self.parameters, field.key, self.context)]

    def _file(self, field):
        path = self.algorithm.parameterAsFile(self.parameters, field.key, self.context)
        return [path] if path else []

    _folder = _file

    def _box(self, field):
        if not self._is_given(field.key):
            return []
        layers = self.parameters.get("INPUTS")
        source = self.algorithm.parameterAsLayer(self.parameters, "INPUTS", self.context) if layers else None
        crs = source.crs() if source is not None else QgsCoordinateReferenceSystem()
        box = self.algorithm.parameterAsExtent(self.parameters, field.key, self.context, crs)
        return [",".join(repr(side) for side in (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum()))]

    def _text(self, field):
        if not self._is_given(field.key):
            return []
        text = self.algorithm.parameterAsString(self.parameters, field.key, self.context).strip()
        if field.is_spread:
            return text.replace(";", " ").split() if field.type == "text" else text.replace(",", " ").split()
        if field.is_repeated:
            return [line.strip() for line in text.splitlines() if line.strip()]
        return [text] if text else []
