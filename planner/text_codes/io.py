"""Codes of reading and writing files, and of the command line."""

MESSAGES: dict[str, str] = {
    # any file
    "file-missing": "The file {file} does not exist; check the name and the folder.",
    "file-exists": "The file {file} exists already; choose another name, or say --force to write over it.",
    "file-empty": "The file {file} is empty.",
    "file-too-large": "The file {file} is larger than {limit_mb} MB; split it into smaller ones.",
    "cannot-read": "The file {file} can't be read: {reason:tr}.",
    "cannot-write": (
        "The file {file} can't be written ({reason:tr}); the old one is as it was. Close it elsewhere, free some "
        "space, or choose another place."
    ),
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
    # command line
    "wrong-option-value": "The value {value} of {option} can't be used; see --help.",
    "qt-missing": "The window needs PySide6, which is not installed; install it with: pip install campus5g[ui]",
    "nothing-to-quote": "The scheme {name} has no price book, so there is nothing to quote.",
    "unknown-layer": "There is no map layer {layer}; choose from {known}.",
    "layers": "writing map layers",
    # workbook
    "workbook-no-quote": "Scheme {scheme} has no quote: choose a price book and evaluate the scheme first",
    "workbook-no-price-book": "Price book {book}, from which scheme {scheme} was quoted, is not in the project",
    "libreoffice-missing": "{file} needs LibreOffice, which is not installed",
    "libreoffice-failed": "LibreOffice could not convert {file}: {reason}",
}
