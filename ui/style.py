"""Looks of the window: palette, style sheet, fonts, icons. A shape always goes along with a colour's meaning."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QPainter, QPalette, QPixmap, QRawFont
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from resources import RESOURCES_DIR

CHECK_GLYPH = "网"
CHINESE_FONTS = ("Microsoft YaHei UI", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "Noto Sans SC", "DengXian")

INK = "#1d2733"
MUTED = "#5b6776"
LINE = "#d5dbe3"
GROUND = "#f4f6f9"
PAPER = "#ffffff"
ACCENT = "#1f5fa8"
ACCENT_SOFT = "#e3edf8"
OK = "#1a7f4e"
WARN = "#a65f00"
BAD = "#b3261e"
OK_SOFT = "#e5f4ec"
WARN_SOFT = "#fdf1dc"
BAD_SOFT = "#fbe9e7"
STATE_COLOURS = {"ok": OK, "warn": WARN, "bad": BAD, "note": ACCENT, "none": MUTED}
STATE_GROUNDS = {"ok": OK_SOFT, "warn": WARN_SOFT, "bad": BAD_SOFT, "note": ACCENT_SOFT, "none": PAPER}

_QSS = """
QMainWindow, QDialog { background: %(ground)s; }
QToolTip { color: %(ink)s; background: #fffff4; border: 1px solid %(line)s; padding: 4px; }
QToolBar { background: %(paper)s; border: 0; spacing: 2px; padding: 4px; }
QToolBar#tools { border-right: 1px solid %(line)s; }
QToolBar#tools QToolButton { padding: 6px; border-radius: 6px; }
QToolButton:hover { background: %(soft)s; }
QToolButton:checked { background: %(soft)s; border: 1px solid %(accent)s; }
QDockWidget { titlebar-close-icon: none; font-weight: 600; }
QDockWidget::title { background: %(ground)s; padding: 6px 8px; border-bottom: 1px solid %(line)s; }
QHeaderView::section { background: %(ground)s; color: %(muted)s; border: 0; border-bottom: 1px solid %(line)s;
    border-right: 1px solid %(line)s; padding: 4px 6px; font-weight: 600; }
QTableView, QTreeView { background: %(paper)s; alternate-background-color: #f8fafc; gridline-color: #e8ecf1; border: 0;
    selection-background-color: %(soft)s; selection-color: %(ink)s; }
QTableView::item:focus { border: 1px solid %(accent)s; }
QTabWidget::pane { border: 0; border-top: 1px solid %(line)s; }
QTabBar::tab { padding: 6px 14px; background: transparent; border: 0; border-bottom: 2px solid transparent;
    color: %(muted)s; }
QTabBar::tab:selected { color: %(accent)s; border-bottom: 2px solid %(accent)s; font-weight: 600; }
QTabBar::tab:hover { color: %(ink)s; }
QTabBar::tab:focus { border-bottom: 2px solid %(ink)s; }
QLineEdit, QSpinBox, QDoubleSpinBox, QComboBox { min-height: 24px; padding: 0 6px; background: %(paper)s;
    border: 1px solid %(line)s; border-radius: 4px; selection-background-color: %(accent)s; selection-color: white; }
QLineEdit:focus, QSpinBox:focus, QDoubleSpinBox:focus, QComboBox:focus { border: 1px solid %(accent)s; }
QSpinBox::up-button, QDoubleSpinBox::up-button { width: 16px; border: 0; image: url(%(icons)s/up.svg); }
QSpinBox::down-button, QDoubleSpinBox::down-button { width: 16px; border: 0; image: url(%(icons)s/down.svg); }
QComboBox::drop-down { width: 18px; border: 0; image: url(%(icons)s/down.svg); }
QScrollArea { border: 0; background: %(paper)s; }
QStatusBar { background: %(paper)s; border-top: 1px solid %(line)s; }
QStatusBar::item { border: 0; }
QProgressBar { border: 1px solid %(line)s; border-radius: 3px; background: %(ground)s; max-height: 12px; }
QProgressBar::chunk { background: %(accent)s; border-radius: 2px; }
QSplitter::handle { background: %(line)s; }
QPushButton { padding: 5px 12px; border: 1px solid %(line)s; border-radius: 4px; background: %(paper)s; }
QPushButton:hover { background: %(soft)s; }
QPushButton:focus, QToolButton:focus { border: 1px solid %(accent)s; }
QPushButton:disabled { color: #9aa5b1; }
QPushButton#primary { background: %(accent)s; color: white; border: 1px solid %(accent)s; }
QLabel#muted { color: %(muted)s; }
QLabel#section { color: %(muted)s; font-weight: 600; padding: 8px 0 2px 0; qproperty-indent: 0;
    border-bottom: 1px solid %(line)s; }
QTreeView::item { padding: 3px 0; }
QLabel#title { font-size: 15px; font-weight: 600; }
QLabel#banner { background: %(warn_soft)s; color: %(warn)s; padding: 5px 8px; border-radius: 4px; }
"""


def light_palette() -> QPalette:
    """The light palette; text on its ground has a contrast of at least 7 to 1, muted text 5 to 1."""
    palette = QPalette()
    role = QPalette.ColorRole
    for key, colour in {
        role.Window: GROUND, role.WindowText: INK, role.Base: PAPER, role.AlternateBase: "#f8fafc", role.Text: INK,
        role.Button: PAPER, role.ButtonText: INK, role.ToolTipBase: "#fffff4", role.ToolTipText: INK,
        role.Highlight: ACCENT, role.HighlightedText: "#ffffff", role.PlaceholderText: MUTED, role.Link: ACCENT,
    }.items():  # fmt: skip
        palette.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, key, QColor("#9aa5b1"))
    return palette


def style_sheet() -> str:
    """The style sheet of the whole application."""
    return _QSS % {
        "ground": GROUND, "paper": PAPER, "ink": INK, "muted": MUTED, "line": LINE, "accent": ACCENT,
        "soft": ACCENT_SOFT, "warn": WARN, "warn_soft": WARN_SOFT, "icons": (RESOURCES_DIR / "icons").as_posix(),
    }  # fmt: skip


def apply_style(app: QApplication) -> None:
    """Fusion, the light palette and a font that has Chinese."""
    app.setStyle("Fusion")
    app.setPalette(light_palette())
    app.setFont(interface_font(app.font()))
    app.setStyleSheet(style_sheet())


def interface_font(base: QFont) -> QFont:
    """The system's font, followed by one that has Chinese where the system's has not."""
    font = QFont(base)
    if font.pointSizeF() < 9 and font.pixelSize() < 0:
        font.setPointSizeF(9.5)
    families = list(font.families()) or [font.family()]
    if not has_chinese(font):
        installed = set(QFontDatabase.families(QFontDatabase.WritingSystem.SimplifiedChinese))
        wanted = [name for name in CHINESE_FONTS if name in installed] or sorted(installed)[:1]
        font.setFamilies([*families, *wanted[:1]])
    return font


def has_chinese(font: QFont) -> bool:
    """Whether the font itself (not a substitute) draws Chinese."""
    return QRawFont.fromFont(font).supportsCharacter(CHECK_GLYPH)


def mono_digits(font: QFont) -> QFont:
    """The same font; kept as one place for figures that must align (Fusion's default digits already do)."""
    return QFont(font)


@lru_cache(maxsize=256)
def icon(name: str, colour: str = INK) -> QIcon:
    """An icon of resources/icons in a colour. `currentColor` of the drawing is replaced."""
    path = RESOURCES_DIR / "icons" / f"{name}.svg"
    source = path.read_text(encoding="utf-8")
    result = QIcon()
    for size in (16, 20, 24, 32, 48):
        result.addPixmap(_drawn(source.replace("currentColor", colour), size))
        result.addPixmap(_drawn(source.replace("currentColor", "#a9b2bd"), size), QIcon.Mode.Disabled)
    return result


def _drawn(source: str, size: int) -> QPixmap:
    pixmap = QPixmap(QSize(size, size))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(source.encode())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    return pixmap


def state_icon(state: str) -> QIcon:
    """The icon of a state: ok a tick in a circle, warn a triangle, bad a cross in an octagon, note an i."""
    return icon(f"state_{state}", STATE_COLOURS[state])
