"""All tools of the map, in the order of the tool bar."""

from ui.tools.base import Tool
from ui.tools.cable import CableTool
from ui.tools.cutting import HoleTool, SplitTool
from ui.tools.drawing import BuildingTool, LandTool, RoadTool, TankTool, TreesTool, WallTool, WaterTool, ZoneTool
from ui.tools.measure import MeasureAreaTool, MeasureTool
from ui.tools.pan import PanTool
from ui.tools.placing import GnbTool, UpfTool
from ui.tools.probe import ProbeTool
from ui.tools.section import SectionTool
from ui.tools.select import SelectTool
from ui.tools.yard import QuayCraneTool, YardCraneTool, YardTool

TOOLS: tuple[type[Tool], ...] = (
    SelectTool,
    PanTool,
    GnbTool,
    UpfTool,
    CableTool,
    ZoneTool,
    BuildingTool,
    YardTool,
    WallTool,
    TankTool,
    QuayCraneTool,
    YardCraneTool,
    TreesTool,
    WaterTool,
    RoadTool,
    LandTool,
    SplitTool,
    HoleTool,
    MeasureTool,
    MeasureAreaTool,
    SectionTool,
    ProbeTool,
)
