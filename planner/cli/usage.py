"""Help pages and usage errors in the reader's language.

Typer's parser keeps its own English words inside private modules, so help is laid out here from the parameters' public
attributes, and a usage error is told from the exception's class and attributes.
"""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from typer.core import TyperCommand, TyperGroup

from planner.text import Translator, tr

_WIDTH = 100


class Help:
    """How a command writes its help page; `lang` is set by the classes that `help_classes` makes."""

    lang = "en"

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the whole page."""
        formatter.write(help_text(self, ctx, self.lang))


def help_classes(language: str) -> tuple[type[TyperGroup], type[TyperCommand]]:
    """Classes for the app and its commands whose help is in this language."""

    class Group(Help, TyperGroup):
        lang = language

        def list_commands(self, ctx: Any) -> list[str]:
            """Commands in the order of the work, not of the alphabet."""
            return list(self.commands)

    class Command(Help, TyperCommand):
        lang = language

    return Group, Command


def help_text(command: Any, ctx: Any, lang: str) -> str:
    """The help page of a command or of the whole program."""
    t = Translator(lang)
    subcommands = [command.get_command(ctx, name) for name in command.list_commands(ctx)] if _is_group(command) else []
    arguments = [p for p in command.params if p.param_type_name == "argument"]
    options = [p for p in command.params if p.param_type_name == "option" and not p.hidden]
    usage = [ctx.command_path, t("[options]"), *(_metavar(p) for p in arguments)]
    if subcommands:
        usage += [t("COMMAND"), "..."]
    page = _Page()
    page.text(command.help or "")
    page.text(f"{t('Usage:')} {' '.join(usage)}")
    page.table(t("Commands:"), [(c.name, _first_sentence(c.help or "", lang)) for c in subcommands])
    page.table(t("Arguments:"), [(_metavar(p), _described(p, t)) for p in arguments])
    rows = [(_option_names(p), _described(p, t)) for p in options if p.name != "help"]
    page.table(t("Options:"), [*rows, ("--help", t("show this page and end"))])
    page.text(command.epilog or "")
    return page.content()


def _is_group(command: Any) -> bool:
    return hasattr(command, "list_commands")


def _first_sentence(text: str, lang: str) -> str:
    end = "。" if lang == "zh" else ". "
    return text.strip().split("\n\n")[0].replace("\n", " ").split(end)[0].rstrip(".")


def _metavar(parameter: Any) -> str:
    name = str(parameter.metavar or parameter.name.upper())
    name += "..." if parameter.nargs == -1 else ""
    return name if parameter.required else f"[{name}]"


def _option_names(parameter: Any) -> str:
    names = ", ".join(sorted(parameter.opts, key=len))
    if parameter.is_flag and parameter.secondary_opts:
        names += "/" + max(parameter.secondary_opts, key=len)
    return names if parameter.is_flag else f"{names} {parameter.metavar or parameter.name.upper()}"


def _described(parameter: Any, t: Translator) -> str:
    text = str(getattr(parameter, "help", "") or "")
    if parameter.param_type_name == "option" and parameter.required:
        return t("{text} (required)", text=text)
    default = parameter.default
    if default is True and parameter.secondary_opts:
        default = max(parameter.opts, key=len)
    if isinstance(default, str | int | float) and not isinstance(default, bool) and default != "":
        return t("{text} (default: {value})", text=text, value=str(default))
    return text


class _Page:
    """Paragraphs and two-column tables, wrapped with Chinese characters counted as two columns."""

    def __init__(self) -> None:
        from rich.console import Console

        self._file = io.StringIO()
        self._console = Console(file=self._file, width=_WIDTH, color_system=None, highlight=False)

    def text(self, text: str) -> None:
        """Paragraphs; blank lines divide them."""
        for paragraph in filter(None, (part.strip() for part in text.split("\n\n"))):
            self._console.print(paragraph, markup=False, soft_wrap=False)
            self._console.print()

    def table(self, title: str, rows: Iterable[tuple[str, str]]) -> None:
        """A titled list, left out when it is empty."""
        from rich.padding import Padding
        from rich.table import Table
        from rich.text import Text

        grid = Table.grid(padding=(0, 2))
        grid.add_column(no_wrap=True)
        grid.add_column(ratio=1)
        for name, described in rows:
            grid.add_row(Text(name), Text(described))
        if grid.row_count:
            self._console.print(title, markup=False)
            self._console.print(Padding(grid, (0, 0, 1, 2)))

    def content(self) -> str:
        """The page without blanks at the ends of lines."""
        lines: Iterator[str] = (line.rstrip() for line in self._file.getvalue().splitlines())
        return "\n".join(lines).rstrip() + "\n"


def is_usage_error(error: BaseException) -> bool:
    """Whether an exception is the parser's complaint about the command line."""
    return hasattr(error, "format_message") and hasattr(error, "exit_code")


def usage_text(error: Any, lang: str) -> str:
    """One sentence for a usage error, and where to read on."""
    return ("" if lang == "zh" else " ").join((_complaint(error, lang), _see(error, lang)))


def _complaint(error: Any, lang: str) -> str:
    kind = type(error).__name__
    parameter = getattr(error, "param", None)
    name = _option_name(error, parameter)
    if kind == "NoSuchOption":
        return tr(lang, "There is no option {name}.", name=getattr(error, "option_name", name))
    if kind == "MissingParameter" and parameter is not None and parameter.param_type_name == "argument":
        return tr(lang, "The argument “{name}” is missing.", name=str(getattr(parameter, "help", "") or name))
    if kind == "MissingParameter":
        return tr(lang, "{name} is missing.", name=name)
    if kind == "BadOptionUsage":
        return tr(lang, "The option {name} needs a value.", name=getattr(error, "option_name", name))
    typed = _unreadable_number(error)
    if typed:
        return tr(lang, "The value {value} of {name} is no number.", value=typed, name=name)
    if kind == "BadParameter":
        return tr(lang, "The value of {name} can't be used.", name=name)
    extra = _quoted(error.format_message())
    if extra and "command" in error.format_message().lower():
        return tr(lang, "There is no command {name}.", name=extra)
    if kind == "UsageError":
        return tr(lang, "There are too many or wrong arguments.")
    return tr(lang, "The command line can't be understood.")


def _option_name(error: Any, parameter: Any) -> str:
    if parameter is None:
        return str(getattr(error, "param_hint", "") or "")
    if parameter.param_type_name == "argument":
        return str(parameter.metavar or parameter.name.upper())
    return str(max(parameter.opts, key=len))


def _unreadable_number(error: Any) -> str:
    """What was typed where a number was expected, "" for any other complaint; the cause is pydantic's error."""
    details = getattr(error.__cause__, "errors", None)
    first: dict[str, Any] = details()[0] if details else {}
    return str(first.get("input", "")) if str(first.get("type", "")).endswith("_parsing") else ""


def _quoted(message: str) -> str:
    parts = message.split("'")
    return parts[1] if len(parts) >= 3 else ""


def _see(error: Any, lang: str) -> str:
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "campus5g"
    return tr(lang, "See: {command} --help", command=path)
