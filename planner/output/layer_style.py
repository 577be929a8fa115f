"""How a layer is drawn in a GIS, written as a QGIS style (QML) and as OGC SLD 1.1.

QML as QGIS 3 reads it: https://docs.qgis.org/latest/en/docs/user_manual/appendices/qgis_file_formats.html
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal
from xml.etree.ElementTree import Element, SubElement, register_namespace, tostring

type Kind = Literal["fill", "line", "marker"]

_OUTLINE = "#404040"
_PIXELS = 96 / 25.4  # in a millimetre
_SEPARATOR = " | "
_GEOMETRY_TYPES = {"marker": 0, "line": 1, "fill": 2}
_SLD = "http://www.opengis.net/sld"
_SE = "http://www.opengis.net/se"
_OGC = "http://www.opengis.net/ogc"
_SLD_SHAPES = {"square", "circle", "triangle", "star", "cross"}
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Symbol:
    """A fill, a line or a marker; `size` (mm) is the width of a line, the diameter of a marker."""

    kind: Kind
    colour: str
    size: float
    shape: str = "circle"


@dataclass(frozen=True)
class Class:
    """One entry of the legend: the features of a category, or with a number within a span.

    A category is one value for each column of the style; a span includes both its ends, and the
    first class that fits counts.
    """

    label: str
    symbol: Symbol
    category: tuple[str, ...] = ()
    span: tuple[float, float] | None = None
    shown: bool = True


@dataclass(frozen=True)
class Style:
    """The classes of a layer by one or more columns, and the column that labels its features.

    `size` is an expression of QGIS for the size of a symbol (mm).
    """

    columns: tuple[str, ...]
    classes: list[Class]
    label: str = ""
    size: str = ""


def qml(style: Style, kind: Kind, aliases: Mapping[str, str]) -> str:
    """The style as QML, with names for the columns in `aliases` (in the order of the layer)."""
    root = Element(
        "qgis",
        version="3.34.0",
        styleCategories="Symbology|Labeling|Fields",
        labelsEnabled="1" if style.label else "0",
    )
    root.append(_renderer(style))
    if style.label:
        root.append(_labels(style.label, kind))
    names = SubElement(root, "aliases")
    for index, (field, name) in enumerate(aliases.items(), start=1):  # 0 is the row's number
        SubElement(names, "alias", field=field, index=str(index), name=_clean(name))
    SubElement(root, "layerGeometryType").text = str(_GEOMETRY_TYPES[kind])
    head = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return head + tostring(root, encoding="unicode")


def _renderer(style: Style) -> Element:
    graduated = any(one.span for one in style.classes)
    quoted = f" || '{_SEPARATOR}' || ".join(f'"{column}"' for column in style.columns)
    renderer = Element(
        "renderer-v2",
        type="graduatedSymbol" if graduated else "categorizedSymbol",
        attr=style.columns[0] if len(style.columns) == 1 else quoted,
        symbollevels="0",
        forceraster="0",
        enableorderby="1" if style.size else "0",
    )
    if graduated:
        renderer.set("graduatedMethod", "GraduatedColor")
    legend = SubElement(renderer, "ranges" if graduated else "categories")
    symbols = SubElement(renderer, "symbols")
    for place, one in enumerate(style.classes):
        entry = {
            "symbol": str(place),
            "label": _clean(one.label),
            "render": str(one.shown).lower(),
        }
        if one.span:
            low, high = one.span
            SubElement(legend, "range", {**entry, "lower": f"{low:.15f}", "upper": f"{high:.15f}"})
        else:
            value = _clean(_SEPARATOR.join(one.category))
            SubElement(legend, "category", {**entry, "value": value, "type": "string"})
        symbols.append(_symbol(str(place), one.symbol, style.size))
    if graduated:
        SubElement(renderer, "classificationMethod", id="Custom")
    if style.size:
        # The small ones on top of the large.
        order = SubElement(SubElement(renderer, "orderby"), "orderByClause", asc="0")
        order.set("nullsFirst", "0")
        order.text = style.size
    return renderer


def _symbol(name: str, symbol: Symbol, size: str) -> Element:
    drawn = Element("symbol", name=name, type=symbol.kind, alpha="1", clip_to_extent="1")
    outline = {
        "outline_color": _rgba(_OUTLINE),
        "outline_style": "solid",
        "outline_width": "0.2",
        "outline_width_unit": "MM",
    }
    if symbol.kind == "fill":
        kind = "SimpleFill"
        options = {"color": _rgba(symbol.colour, 200), "style": "solid", **outline}
    elif symbol.kind == "line":
        kind = "SimpleLine"
        options = {
            "line_color": _rgba(symbol.colour),
            "line_style": "solid",
            "line_width": str(symbol.size),
            "line_width_unit": "MM",
            "capstyle": "round",
        }
    else:
        kind = "SimpleMarker"
        options = {
            "color": _rgba(symbol.colour, 220),
            # In QGIS a cross is two lines.
            "name": "cross_fill" if symbol.shape == "cross" else symbol.shape,
            "size": str(symbol.size),
            "size_unit": "MM",
            **outline,
        }
    layer = SubElement(drawn, "layer", {"class": kind, "enabled": "1", "locked": "0", "pass": "0"})
    values = SubElement(layer, "Option", type="Map")
    for option, value in options.items():
        SubElement(values, "Option", name=option, type="QString", value=value)
    if size:
        layer.append(_data_defined("outlineWidth" if symbol.kind == "line" else "size", size))
    return drawn


def _data_defined(what: str, expression: str) -> Element:
    found = Element("data_defined_properties")
    collection = SubElement(found, "Option", type="Map")
    SubElement(collection, "Option", name="name", type="QString", value="")
    every = SubElement(collection, "Option", name="properties", type="Map")
    one = SubElement(every, "Option", name=what, type="Map")
    SubElement(one, "Option", name="active", type="bool", value="true")
    SubElement(one, "Option", name="expression", type="QString", value=expression)
    SubElement(one, "Option", name="type", type="int", value="3")  # an expression
    SubElement(collection, "Option", name="type", type="QString", value="collection")
    return found


def _labels(column: str, kind: Kind) -> Element:
    labeling = Element("labeling", type="simple")
    settings = SubElement(labeling, "settings", calloutType="simple")
    words = SubElement(
        settings,
        "text-style",
        fieldName=column,
        isExpression="0",
        fontSize="8",
        fontSizeUnit="Point",
        textColor=_rgba("#202020"),
    )
    SubElement(
        words,
        "text-buffer",
        bufferDraw="1",
        bufferSize="0.8",
        bufferSizeUnits="MM",
        bufferColor=_rgba("#ffffff"),
    )
    # 4 lies horizontally within a polygon, 0 around a point.
    SubElement(settings, "placement", placement="4" if kind == "fill" else "0", dist="1")
    SubElement(settings, "rendering", drawLabels="1", obstacle="1")
    return labeling


def sld(style: Style, name: str) -> str:
    """The classes of the style that show, as an SLD 1.1 document for the layer `name`."""
    for prefix, uri in (("", _SLD), ("se", _SE), ("ogc", _OGC)):
        register_namespace(prefix, uri)
    root = Element(f"{{{_SLD}}}StyledLayerDescriptor", version="1.1.0")
    layer = SubElement(root, f"{{{_SLD}}}NamedLayer")
    SubElement(layer, f"{{{_SE}}}Name").text = name
    user = SubElement(layer, f"{{{_SLD}}}UserStyle")
    SubElement(user, f"{{{_SE}}}Name").text = name
    rules = SubElement(user, f"{{{_SE}}}FeatureTypeStyle")
    for one in style.classes:
        if one.shown:
            rule = SubElement(rules, f"{{{_SE}}}Rule")
            SubElement(rule, f"{{{_SE}}}Name").text = _clean(one.label)
            about = SubElement(rule, f"{{{_SE}}}Description")
            SubElement(about, f"{{{_SE}}}Title").text = _clean(one.label)
            rule.append(_filter(style, one))
            rule.append(_symbolizer(one.symbol))
    return tostring(root, encoding="unicode", xml_declaration=False)


def _filter(style: Style, one: Class) -> Element:
    if one.span:
        column, (low, high) = style.columns[0], one.span
        # Rules do not exclude each other: a value on a bound belongs to the class below it.
        lowest = min(span[0] for span in (each.span for each in style.classes) if span)
        above = "GreaterThanOrEqualTo" if low == lowest else "GreaterThan"
        tests = [(above, column, f"{low:g}"), ("LessThanOrEqualTo", column, f"{high:g}")]
    else:
        pairs = zip(style.columns, one.category, strict=True)
        tests = [("EqualTo", column, value) for column, value in pairs]
    found = Element(f"{{{_OGC}}}Filter")
    parent = SubElement(found, f"{{{_OGC}}}And") if len(tests) > 1 else found
    for test, column, value in tests:
        comparison = SubElement(parent, f"{{{_OGC}}}PropertyIs{test}")
        SubElement(comparison, f"{{{_OGC}}}PropertyName").text = column
        SubElement(comparison, f"{{{_OGC}}}Literal").text = _clean(value)
    return found


def _symbolizer(symbol: Symbol) -> Element:
    if symbol.kind == "line":
        drawn = Element(f"{{{_SE}}}LineSymbolizer")
        _stroke(drawn, symbol.colour, symbol.size)
    elif symbol.kind == "fill":
        drawn = Element(f"{{{_SE}}}PolygonSymbolizer")
        _fill(drawn, symbol.colour)
        _stroke(drawn, _OUTLINE, 0.2)
    else:
        drawn = Element(f"{{{_SE}}}PointSymbolizer")
        graphic = SubElement(drawn, f"{{{_SE}}}Graphic")
        mark = SubElement(graphic, f"{{{_SE}}}Mark")
        # Of other shapes SLD knows no name; colours tell them apart.
        shape = symbol.shape if symbol.shape in _SLD_SHAPES else "circle"
        SubElement(mark, f"{{{_SE}}}WellKnownName").text = shape
        _fill(mark, symbol.colour)
        _stroke(mark, _OUTLINE, 0.2)
        SubElement(graphic, f"{{{_SE}}}Size").text = f"{symbol.size * _PIXELS:.1f}"
    return drawn


def _fill(parent: Element, colour: str) -> None:
    _parameter(SubElement(parent, f"{{{_SE}}}Fill"), "fill", colour)


def _stroke(parent: Element, colour: str, millimetres: float) -> None:
    stroke = SubElement(parent, f"{{{_SE}}}Stroke")
    _parameter(stroke, "stroke", colour)
    _parameter(stroke, "stroke-width", f"{millimetres * _PIXELS:.1f}")


def _parameter(parent: Element, name: str, value: str) -> None:
    SubElement(parent, f"{{{_SE}}}SvgParameter", name=name).text = value


def _rgba(colour: str, alpha: int = 255) -> str:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return f"{red},{green},{blue},{alpha}"


def _clean(words: str) -> str:
    """Words without the control characters that no XML can hold."""
    return _NOT_XML.sub("\ufffd", words)
