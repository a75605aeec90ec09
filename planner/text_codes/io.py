"""Codes of reading and writing files, and of the command line."""

MESSAGES: dict[str, str] = {
    # any file
    "file-missing": "The file {file} does not exist; check the name and the folder.",
    "file-exists": "The file {file} exists already; choose another name, or say --force to write over it.",
    "file-empty": "The file {file} is empty.",
    "file-too-large": "The file {file} is larger than {limit_mb} MB; split it into smaller ones.",
    "cannot-read": "The file {file} can't be read: {reason:tr}.",
    "cannot-write": "The file {file} can't be written ({reason:tr}). Free some space, or choose another place.",
    "cannot-write-over": (
        "The file {file} can't be written ({reason:tr}); the old one is as it was. Close it elsewhere, free some "
        "space, or choose another place."
    ),
    "no-such-folder": "its folder does not exist; make the folder first",
    "unknown-encoding": "There is no encoding {encoding}; try utf-8, gb18030 or latin-1.",
    "cannot-decode": "The file {file} is not {encoding} (at byte {position}); leave the encoding out to have it found.",
    "font-missing": "No font with Chinese characters is installed (looked for {fonts}); install one, e.g. Noto Sans CJK",
    # project files
    "not-a-project": "{file} is no Campus5G project, or it is damaged or cut short; open another file or a backup.",
    "file-too-new": (
        "{file} was saved by a newer version of Campus5G (format {version}, this program knows up to {newest}); "
        "update the program."
    ),
    "member-too-large": "{file}: the part {member} is larger than {limit_mb} MB, so the file is not opened.",
    "asset-damaged": "{file}: the embedded file {member} is damaged; open a backup.",
    # catalogues and every strictly read file
    "unknown-key": "{file}: the entry {field} is not known; correct or delete it.",
    "invalid-field": "{file}: the entry {field} is missing or can't be used (found: {value}).",
    "invalid-toml": "{file} is not valid TOML: {reason}",
    "unknown-reference": "{file}: the entry {entry} refers to {key}, which is in no catalogue.",
    "invalid-band-edges": (
        "{file} [{entry}]: the edges of the band don't hold its usual carrier and blocks, or its uplink; correct them."
    ),
    "invalid-frame": (
        "{file}: the frame structure {entry} needs slots of D, S, U (or F for FDD), and the symbols of S must "
        "add up to 14 (found: {symbols})."
    ),
    # maps
    "invalid-json": "{file} is not valid JSON at line {line}, column {column}; it may be cut short.",
    "not-geojson": "{file} is not GeoJSON: it needs a FeatureCollection, a Feature or a geometry.",
    "invalid-geometry": "{file}: the coordinates of feature {feature} can't be used; correct or delete it.",
    "coordinates-not-degrees": (
        "{file}: the coordinates ({x}, {y}) can't be degrees of longitude and latitude, and the file names no "
        "other system; state it, for example --crs EPSG:4547, or --crs local for local metres."
    ),
    "unknown-crs": "{file}: the coordinate system {crs} is not known; state one such as EPSG:4326.",
    "place-outside-utm": (
        "{file}: the coordinates lie where they can't be projected; check them and the coordinate system."
    ),
    "project-without-reference": (
        "The project has no geographic reference, so degrees can't be placed on its map; use local metres (x and y)."
    ),
    "map-too-large": (
        "{file}: the map would be {extent_km} km wide (at most {limit_km} km); one coordinate may be wrong."
    ),
    "map-far-away": (
        "{file}: the map lies {distance_km} km away from the origin of the project; import it into a new project."
    ),
    "nothing-to-import": "There is nothing to import in {file}: no polygon, line or point that can be an obstacle.",
    "default-height-out-of-range": (
        "The default height {height_m} m can't be used; it must be above 0 and at most {limit_m} m."
    ),
    "no-such-kind": "There is no kind {value}; choose from {known}.",
    "import-repaired": "{file}: {count} outlines crossed themselves and were repaired.",
    "import-slivers-dropped": "{file}: {count} polygons without a real area were left out.",
    "import-without-geometry": "{file}: {count} features have no geometry and were left out.",
    "import-kind-assumed": (
        "{file}: nothing says what {count} polygons are; they were taken for buildings. State it with --kind."
    ),
    "import-points-as-footprints": "{file}: {count} points were given a footprint of a typical size.",
    "import-lines-as-strips": "{file}: {count} lines were drawn as flat strips; they block nothing.",
    "import-shapes-ignored": "{file}: {count} points or lines can't be obstacles of their kind and were left out.",
    "import-geometry-unknown": "{file}: {count} geometries of the unknown type {geometry} were left out.",
    "import-file-gave-nothing": "{file}: nothing in it could be used.",
    # antenna patterns
    "pattern-binary": "{file} is no text file, so no MSI or Planet antenna pattern; ask the maker for the .msi file.",
    "pattern-too-long": "{file} has more than {limit} lines or overlong lines; a pattern file has about 740 lines.",
    "pattern-without-section": (
        "{file}: the part {section} is missing; a pattern needs HORIZONTAL and VERTICAL with their angles."
    ),
    "pattern-section-twice": (
        "{file}, line {line}: a second {section:tr} cut begins; split the file so that each holds one antenna."
    ),
    "horizontal": "horizontal",
    "vertical": "vertical",
    "pattern-bad-line": "{file}, line {line}: “{text}” is not an angle and an attenuation; correct or delete the line.",
    "pattern-bad-header": "{file}, line {line}: {field} {value} can't be used; correct it.",
    "pattern-without-gain": "{file} states no gain; add a line such as GAIN 17.5 dBi.",
    "pattern-gain-absurd": (
        "{file}, line {line}: a gain of {value} dBi is no base station antenna's ({low} to {high} dBi); correct it or its "
        "unit."
    ),
    "pattern-value-absurd": "{file}, line {line}: {value} dB at {angle}° can't be right; correct the line.",
    "pattern-too-few-rows": (
        "{file}, line {line}: {section} has only {count} angles; a cut needs all 360°, in steps of 10° at most."
    ),
    "pattern-hole": (
        "{file}, line {line}: {section} has no values from {first_deg}° to {last_deg}° (at most {limit_deg}° can be filled "
        "in); export the whole pattern again."
    ),
    "pattern-angle-twice": "{file}, line {line}: the angle {angle}° comes twice with different values; keep one of them.",
    "pattern-mixed-signs": (
        "{file}, line {line}: {section} has positive and negative values that are neither attenuations nor gains in dBi; "
        "correct the signs."
    ),
    "pattern-holes-filled": "{file}: {section} had {count} gaps of up to {widest_deg}°; they were filled in between.",
    "pattern-step-interpolated": "{file}: {section} is stated every {step_deg}°; the angles between were interpolated.",
    "pattern-signs-turned": "{file}: {section} states negative values; they were taken as losses.",
    "pattern-above-maximum": "{file}: {section} goes up to {excess_db} dB above its own maximum; it was cut off there.",
    "pattern-gains-turned": "{file}: {section} states gains in dBi; they were turned into attenuations.",
    "pattern-gain-unit-assumed": "{file}: the gain has no unit; it was taken for dBd, which makes {gain_dbi} dBi.",
    "pattern-vertical-turned": (
        "{file}: the vertical cut counts from straight up or down (its maximum is at {found_deg}°); it was turned. Check "
        "the plot."
    ),
    "pattern-upside-down": (
        "{file}: the vertical cut has its maximum at {found_deg}°, above the horizon, but states a tilt of {stated_deg}°; "
        "it was turned over."
    ),
    "pattern-points-up": (
        "{file}: the vertical cut points {found_deg}° and so above the horizon; if it is upside down, state the tilt in "
        "the file."
    ),
    "pattern-tilt-found": "{file}: the vertical cut holds an electrical tilt of {found_deg}°, which the file doesn't state.",
    "pattern-tilt-differs": (
        "{file}: the vertical cut points {found_deg}° down, the file states {stated_deg}°; the cut counts."
    ),
    "no-antenna-of-key": "There is no antenna {key}; choose from {known}.",
    "broadcast-needs-one-file": "--broadcast goes with exactly one other file: the traffic beams of the same antenna.",
    "broadcast-tilt-differs": (
        "{file} has the broadcast beams at {this}° electrical tilt, the other file the traffic beams at {that}°; take two "
        "files of one tilt."
    ),
    "cable-has-no-pattern": "{key} is a radiating cable, which has no pattern to write.",
    # maps of other formats
    "unknown-map-format": "{file} is no map this program knows; it reads {known}.",
    "unknown-map-layer": "There is no layer {layer} in the files; choose from {known}.",
    "map-too-many-features": "{file} has more than {limit} objects; cut out the campus and import that.",
    "map-too-many-vertices": "{file} has more than {limit} vertices; cut out the campus or simplify it before.",
    "mixed-crs": "{file}: its layers have different coordinate systems; save them in one, or as separate files.",
    "mixed-references": (
        "{file} is in local metres, but other files have a place on the earth; place it with control points, or import "
        "them one after the other."
    ),
    "xml-damaged": "{file} is not valid XML at line {line}, column {column}; it may be cut short.",
    "xml-entities": "{file} defines XML entities or a document type, which is not safe to read; remove them.",
    "xml-too-deep": "{file} is nested deeper than {limit} levels; no map is.",
    "not-kml": "{file} is XML, but not KML.",
    "kmz-damaged": "{file} is a damaged or encrypted KMZ; unpack it and import the KML.",
    "kmz-without-kml": "{file} is an archive without a KML file in it.",
    "kmz-too-large": "{file}: the KML inside is larger than {limit_mb} MB when unpacked.",
    "not-osm": "{file} is XML, but no OpenStreetMap extract.",
    "osm-too-many-nodes": "{file} has more than {limit} nodes; cut out the campus (for example with osmium extract).",
    "osm-pbf-unsupported": (
        "{file}: this installation can't read OSM PBF; convert it first: osmium cat {file} -o map.osm"
    ),
    "vector-damaged": "{file} is damaged or cut short ({reason}); save it again in the GIS.",
    "vector-without-geometry": "{file} is a table without geometry.",
    "dwg-not-supported": (
        "{file} is a DWG drawing, which can't be read directly. In the CAD program save it as DXF (SAVEAS, AutoCAD 2018 "
        "DXF or older), or convert it with the free ODA File Converter, and import the DXF."
    ),
    "dxf-damaged": "{file} is no DXF drawing, or too damaged to be recovered; save it again as DXF.",
    "dxf-endless-blocks": "{file}: the block {block} contains itself or is nested without end; purge or explode it.",
    "dxf-too-many-entities": (
        "{file}: its blocks unfold to more than {limit} entities; save only what belongs to the site (WBLOCK)."
    ),
    "unknown-unit": "{file}: there is no drawing unit {unit}; choose from {known}.",
    "control-points-too-few": "{count} control points are too few; at least {needed} are needed.",
    "control-points-coincide": "The control points lie on one spot; choose places far apart.",
    "control-points-in-line": "The control points lie on one line; an affine placement needs a triangle.",
    "control-points-mixed": "State all control points in metres, or all as longitude and latitude.",
    "control-points-without-drawing": "The files have a place on the earth already; control points are for drawings.",
    "control-points-doubtful": (
        "{file}: the control points fit one another only to {residual_m} m; check them, or use fewer."
    ),
    "import-option-out-of-range": "The tolerance {value} m can't be used; it must be from 0 to {limit_m} m.",
    "import-snapped": "{count} vertices nearer than {tolerance_m} m to another were moved onto it.",
    "import-simplified": "{file}: {count} vertices were left out as asked.",
    "import-z-dropped": "{file}: the third coordinate of {count} objects was left out; heights come from attributes.",
    "import-layers-ignored": (
        "{file}: {count} objects on {layers} layers that seem to be no obstacles were left out: {names}. State what they "
        "are with --layer."
    ),
    "china-crs-outside": "{file}: {count} points lie outside China, where {crs} shifts nothing.",
    "dxf-units-guessed": "{file}: the drawing states no unit; from its size it was taken for {unit}.",
    "dxf-units-doubtful": (
        "{file}: by its unit {unit} the drawing has an unlikely size; if it was drawn in another, state it with --unit."
    ),
    "dxf-lines-joined": "{file}: {count} outlines were joined from single lines.",
    "dxf-duplicates": "{file}: {count} outlines drawn twice (such as with a hatch) were taken once.",
    "dxf-entities-damaged": "{file}: {count} damaged entities were left out.",
    "dxf-xrefs-missing": "{file}: {count} references to other drawings or missing blocks were left out; bind them in CAD.",
    "dxf-hidden-ignored": "{file}: {count} entities that are off, frozen or invisible were left out.",
    "kml-heights-from-extrusion": "{file}: {count} heights were taken from extruded shapes.",
    "osm-rings-open": "{file}: {count} areas reach beyond the extract and were left out or cut.",
    "osm-nodes-missing": "{file}: {count} lines reach beyond the extract and were cut.",
    "osm-elements-damaged": "{file}: {count} damaged elements were left out.",
    "shapefile-without-dbf": "{file}: the .dbf file with names and heights is missing; copy it beside the .shp.",
    "shapefile-without-prj": "{file}: the .prj file is missing, so degrees were assumed; state the system with --crs.",
    "shapefile-without-shx": "{file}: the .shx file is missing; the index was rebuilt.",
    "geopackage-views-ignored": "{file}: {count} layers are views and were left out; save them as layers.",
    "vector-shapes-damaged": "{file}: {count} objects with unusable coordinates were left out.",
    "layer-by-properties": "its objects' attributes say so",
    "layer-by-name": "the layer's name says so",
    "layer-by-file-name": "the file's name says so",
    "layer-annotation": "annotation, pipes or furniture by its name",
    "layer-no-obstacle": "nothing that blocks waves",
    "layer-unknown": "nothing says what it is; closed outlines count as buildings",
    "import-reading": "reading the files",
    "import-placing": "placing the map",
    "import-building": "building the map",
    # terrain and surface models
    "raster-not-geotiff": "{file} is no GeoTIFF; save the height model as GeoTIFF.",
    "raster-damaged": "{file} is damaged or cut short; save or download it again.",
    "raster-is-picture": "{file} is a picture, not a model of heights; import it as a backdrop.",
    "raster-too-large": "{file} is stored in blocks too large to read; save it tiled (gdal_translate -co TILED=YES).",
    "terrain-without-crs": (
        "{file} does not say where it lies: it has no coordinate system or no position. Save it with its georeference, "
        "or state a missing system, for example --crs EPSG:4547."
    ),
    "terrain-outside-map": "{file} does not cover the map of the project; check its coordinate system.",
    "terrain-without-data": "{file} has no heights where the map lies, only marks for no data.",
    "terrain-reading": "reading the terrain",
    "terrain-surface": "measuring obstacles in the surface model",
    "terrain-replaced": "The terrain {name} was replaced.",
    "terrain-in-feet": "{file}: heights in feet were converted to metres.",
    "terrain-thinned": "{file}: resampled from {from_m} m to {to_m} m.",
    "terrain-implausible": "{file}: {count} impossible heights were taken for no data.",
    "terrain-incomplete": "{file}: {percent} % of the map has no terrain heights.",
    "surface-heights-set": "{file}: {count} assumed heights were replaced by measured ones from the surface model.",
    "surface-too-coarse": "{file}: {count} obstacles are too small for the surface model or outside it; heights as before.",
    "surface-nothing-there": (
        "{file}: the surface model shows less than {least_m} m above ground at {count} obstacles; they may be newer or "
        "gone. Heights as before."
    ),
    "surface-datum-doubtful": (
        "{file}: on open ground the surface lies {metres} m from the terrain; the two models may count from different "
        "datums. Check the heights."
    ),
    # pictures below the drawing
    "picture-unknown": "{file} is no picture this program reads; save it as PNG, JPEG, TIFF or PDF.",
    "picture-damaged": "{file} is damaged or cut short; save it again.",
    "picture-too-large": (
        "{file} has {width} × {height} pixels, too many to read; reduce it, or save it as JPEG, which can be read reduced."
    ),
    "picture-no-such-page": "{file} has no page {page}; its pages are 1 to {pages}.",
    "picture-reduced": "{file}: reduced from {from_width} × {from_height} to {width} × {height} pixels.",
    "picture-one-of-pages": "{file} has {pages} pages; one of them was taken.",
    "picture-mirrored": "The control points mirror the picture {file}; two of them may be exchanged.",
    "picture-not-placed": "State how the picture is placed: two or more --points (or --points-lonlat), or a --scale-bar.",
    "pdf-locked": "{file} is protected by a password; save it without.",
    "scale-bar-too-short": "The two ends of the scale bar lie on one spot; choose two places far apart.",
    "scale-bar-without-length": "The length of the scale bar must be above 0 m.",
    # measurements
    "measurements-no-heading": (
        "{file}: no row of headings found; it needs columns such as lat 纬度, lon 经度 (or x, y), PCI 小区, RSRP."
    ),
    "measurements-without-place": "{file} has no columns for the place: lat 纬度 and lon 经度, or x and y in metres.",
    "measurements-without-values": "{file} has no column with measured values: RSRP, SINR, DL 下行 or UL 上行.",
    "measurements-unusable": "{file}: no row has both a place and a possible value.",
    "measurements-swapped": "{file}: latitude and longitude stood in each other's columns and were exchanged.",
    "measurements-no-place": "{file}: {count} rows without a usable place were left out.",
    "measurements-no-value": "{file}: {count} rows without any value were left out.",
    "measurements-impossible": (
        "{file}: {count} impossible values of {column} were left out; possible are {low} to {high}."
    ),
    "measurements-censored": (
        "{file}: {count} points are at the terminal's floor of {floor_dbm} dBm or below; the true values are lower."
    ),
    "measurements-far": "{file}: {count} points lie far from the map; they are marked.",
    "measurements-reused": (
        "{file}: {count} points of cell {cell} lie {apart_m} m away from its others and probably come from another site "
        "with the same PCI; they are marked, leave them out of a calibration."
    ),
    "height-field-unknown": "No object has a property {name}; --height-field had no effect.",
    "local-like-degrees": (
        "{file}: the coordinates look like degrees of longitude and latitude, but --crs local says metres; "
        "leave it out, or state the system, for example --crs EPSG:4326."
    ),
    # export of the map
    "export-needs-reference": (
        "The project has no geographic reference, so its map can't be written as KMZ; write DXF or GeoJSON, or import a "
        "map with coordinates first."
    ),
    "export-empty": "The map is empty, so there is nothing to export.",
    "export-unknown-format": "{file}: a map is exported as {known}; choose such an ending.",
    "export-inner-walls": "{count} inner walls of buildings were left out.",
    # site lists
    "not-a-table": (
        "{file} is neither a CSV text nor an Excel workbook (.xlsx), or it is damaged; save it as one of them."
    ),
    "no-such-sheet": "{file} has no sheet {sheet}; choose from {known}.",
    "no-heading": (
        "{file}: no row of headings found; it needs columns such as name 站名, x, y or lon 经度, lat 纬度, band 频段."
    ),
    "column-twice": "{file}: row {row} has two columns for the same thing, {column} and {other}; delete one.",
    "too-many-rows": "{file} has more than {limit} rows; split it.",
    "table-without-rows": "{file} has headings but no rows.",
    "formula-without-value": (
        "{file}: the formula in cell {cell} has no stored value; open and save the workbook in Excel, or enter "
        "the value."
    ),
    "missing-column": "{file} lacks a column it needs: {columns}.",
    "missing-cell": "{file}: row {row} has nothing in the column {column}.",
    "invalid-cell": "{file}: row {row}, column {column}: {value} can't be used; expected: {expected:tr}.",
    "invalid-cell-number": (
        "{file}: row {row}: {column} must be a number from {low} to {high} {unit:tr}, for example {example}; found: {value}."
    ),
    "invalid-cell-whole": "{file}: row {row}: {column} must be a whole number from {low} to {high}; found: {value}.",
    "latitude-out-of-range": (
        "{file}: row {row}: the latitude must be a number from -90 to 90 degrees, for example 31.23; found: {value}. "
        "Longitude and latitude may be swapped."
    ),
    "list-faults": "{file}: {count} faults (rows {rows}); nothing was imported. Correct the list and import it again.",
    "unit-metre": "m",
    "unit-degree": "degrees",
    "unit-dbm": "dBm",
    "unit-mhz": "MHz",
    "site-value-taken": "{file}: {column}: {value} was taken for {taken} (rows: {count}).",
    "site-far-in-metres": "{file}: row {row}: {name} lies {km} km from the map; check x and y.",
    "site-far-in-degrees": (
        "{file}: row {row}: {name} lies {km} km from the map; check longitude and latitude, they may be swapped."
    ),
    "site-split": (
        "{file}: row {row}: the site {name} stands in another place or is of another kind than in a row before; "
        "give it another name."
    ),
    "column-ignored": "{file}: the column {column} is not known and was ignored.",
    "row-duplicate": "{file}: row {row} repeats {name} and was left out.",
    "site-exists": "{file}: row {row}: the site {name} is already in the scheme and was left as it is.",
    # templates, schemes, zones
    "no-such-template": "There is no sample project {key}; choose from {known}.",
    "no-such-scheme": "There is no scheme {scheme}; choose from {known}.",
    "no-such-scenario": "There is no scenario {key}; choose from {known}.",
    "zone-bounds-empty": (
        "The bounds of the zone are empty: west {west}, south {south}, east {east}, north {north}; west must be "
        "below east, south below north."
    ),
    "zone-bounds-missing": "State where the zone lies: either --bounds or --lonlat, four numbers W,S,E,N.",
    "zone-without-name": "The zone needs a name; state it with --name.",
    "zone-name-twice": "There is another zone with the name {name}; give one of them a different name.",
    "zone-below-pixel": (
        "The zone is {width} m × {depth} m, smaller than a pixel of the map ({pixel} m); check --bounds."
    ),
    "zone-in-degrees": (
        "The zone is {width} m × {depth} m, smaller than a pixel of the map ({pixel} m); these numbers look like degrees, "
        "which go with --lonlat."
    ),
    "zone-off-map": (
        "The zone lies off the map, which reaches from {west} to {east} m east and from {south} to {north} m north; "
        "check --bounds or --lonlat."
    ),
    "wrong-flow": (
        "--flow {value} can't be used: write SCENARIO:COUNT, COUNT a whole number above 0, for example agv_control:20; "
        "the command scenarios lists the scenarios."
    ),
    # command line
    "wrong-ending": "{file} must end in {ending}; change the name, or leave the ending out to have it added.",
    "option-out-of-range": "The value {value} of {option} can't be used; it must be from {low} to {high}.",
    "wrong-date": "{value} is no date; write it as 2026-11-20, or say today.",
    "wrong-discount": (
        "{value} is no discount: state the share of the price that stays, above 0 and at most 1, for example 0.85 or 85%."
    ),
    "quote-plan-has-errors": (
        "The quote was not written: the plan has errors ({count}). Correct them, or say --despite-errors to write it all "
        "the same; an internal one is written with them."
    ),
    "quote-without-customer": "The quote names no customer; state it with --customer or in the project.",
    "quote-without-number": "The quote has no number; state it with --number or in the scheme.",
    "quote-validity-over": "The quote of {date} was valid until {until}, which is past; set a new date with --date.",
    "wrong-option-value": "The value {value} of {option} can't be used; see --help.",
    "qt-missing": "The window needs PySide6, which is not installed; install it with: pip install campus5g[ui]",
    "nothing-to-quote": "The scheme {name} has no price book, so there is nothing to quote.",
    "unknown-layer": "There is no map layer {layer}; choose from {known}.",
    "layers": "writing map layers",
    "not-a-folder": "{file} is a file; state a folder.",
    "unknown-paper": "There is no paper {paper}; choose from {known}.",
    "layer-without-classes": "The layer {layer} has a colour for each cell, so it has no class borders to set.",
    "too-many-thresholds": "{count} class borders are too many to tell apart; use at most {most}.",
    "threshold-not-finite": "A class border must be a number below 1,000,000,000.",
    "thresholds-not-rising": "Class borders must rise: {high} does not lie above {low}.",
    "unknown-palette": "There is no palette {palette}; choose from {known}.",
    "palette-not-diverging": "A difference needs colours with a neutral middle; the palette {palette} has none.",
    "no-such-building": "There is no building {building} on the map; state its id or name.",
    "several-buildings": "Several buildings are called {building}; state the id of one: {known}.",
    "no-such-storey": "The building {building} has no storey {storey} above the ground; choose from {known}.",
    "no-such-terminal": "There is no terminal {terminal}; choose from {known}.",
    "unknown-flow": "There is no flow {flow}; choose from {known}.",
    "option-needs": "{option} says how layers are written; state where with {other}.",
    "options-exclude": "{option} and {other} exclude each other; state one of them.",
    "overlay-needs-reference": (
        "The project has no geographic reference, so the layer can't be laid over a globe; write PNG or GeoTIFF, or give "
        "the project one by importing a map with coordinates."
    ),
    # workbook
    "workbook-no-quote": "Scheme {scheme} has no quote: choose a price book and evaluate the scheme first",
    "workbook-no-price-book": "Price book {book}, from which scheme {scheme} was quoted, is not in the project",
    "libreoffice-missing": (
        "{file} needs LibreOffice, which is not installed; install it, or open the workbook in Excel or WPS, which compute "
        "its figures, and save it or print it to PDF there."
    ),
    "libreoffice-failed": "LibreOffice could not convert {file}: {reason}",
}
