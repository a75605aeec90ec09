"""What is said about an action: words, keys, icon, group."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """One action. `keys`: portable key text; `needs_project`: off on the start page; `group`: exclusive choice.

    `map_only`: its keys hold on the map alone, since they mean something else in a table or a field.
    """

    text: str
    keys: str = ""
    icon: str = ""
    hint: str = ""
    needs_project: bool = True
    group: str = ""
    menu_only: bool = False
    map_only: bool = False
