#!/bin/sh
# Counts the features with tags of the built-in categories in an OSM PBF, by osmium.
# Arguments: the file, and a folder for what comes between.
set -e
osmium tags-filter --overwrite -o "$2/filtered.osm.pbf" "$1" \
  nwr/shop nwr/amenity nwr/office nwr/tourism nwr/healthcare nwr/public_transport nwr/historic \
  nwr/railway=station nwr/highway=bus_stop nwr/leisure nwr/building nwr/landuse nwr/place
osmium export --overwrite -f geojsonseq -o "$2/features.geojsonl" "$2/filtered.osm.pbf"
wc -l < "$2/features.geojsonl"
