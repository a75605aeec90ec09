"""The amount in capitals (大写金额) as live formulas, from pieces every spreadsheet reads alike.

TEXT(x, "[DBNum2]...") differs between Excel, WPS and LibreOffice (壹拾 or 拾, where 零 stands) and knows neither 角 nor
分, so the digits are read one by one here. The rules are those of `planner.pricing.money.rmb_capitals`.
Validity: below 10^13 yuan, the 15 digits a spreadsheet's number holds.
"""

from openpyxl.utils import get_column_letter

from planner.io.workbook.cells import Formula

CAPITALS_COLUMNS = 9
_DIGITS = '"零壹贰叁肆伍陆柒捌玖"'
_PLACES = 18  # 16 of the yuan, 角, 分


def capitals_formulas(amount: str, row: int, first_column: int) -> tuple[Formula, ...]:
    """Formulas of `CAPITALS_COLUMNS` cells side by side from `first_column`; the last one holds the capitals.

    amount, its 18 digits, the four sections (万亿, 亿, 万, units), both halves joined, and the whole.
    """
    column = [get_column_letter(first_column + offset) for offset in range(CAPITALS_COLUMNS)]
    value, digits, *sections, upper, lower, _ = (f"{letter}{row}" for letter in column)
    return (
        Formula(f"ROUND({amount},2)"),
        Formula(f'TEXT(ROUND(ABS({value})*100,0),REPT("0",{_PLACES}))'),
        *(Formula(_section(digits, 4 * number + 1)) for number in range(4)),
        Formula(_joined(sections[0], "万", sections[1], f"MID({digits},5,1)")),
        Formula(_joined(sections[2], "万", sections[3], f"MID({digits},13,1)")),
        Formula(_whole(value, digits, upper, lower)),
    )


def _section(digits: str, start: int) -> str:
    """Four digits as 仟佰拾: 零 for zeros between written digits, none at the ends."""
    first, second, third, fourth = (f"VALUE(MID({digits},{start + place},1))" for place in range(4))
    tail = f"{third}+{fourth}"
    return (
        f'IF({first}>0,{_digit(first)}&"仟","")'
        f'&IF({second}>0,{_digit(second)}&"佰",IF(AND({first}>0,{tail}>0),"零",""))'
        f'&IF({third}>0,{_digit(third)}&"拾",IF(AND({second}>0,{fourth}>0),"零",""))'
        f'&IF({fourth}>0,{_digit(fourth)},"")'
    )


def _joined(upper: str, unit: str, lower: str, first_digit_of_lower: str) -> str:
    """Two sections; 零 between them when the lower one has no digit in its highest place."""
    gap = f'IF(AND({lower}<>"",{first_digit_of_lower}="0"),"零","")'
    return f'IF({upper}="",{lower},{upper}&"{unit}"&{gap}&{lower})'


def _whole(value: str, digits: str, upper: str, lower: str) -> str:
    yuan = _joined(upper, "亿", lower, f"MID({digits},9,1)")
    nothing = f'{digits}=REPT("0",{_PLACES})'
    no_yuan = f'LEFT({digits},16)=REPT("0",16)'
    jiao, fen = f"VALUE(MID({digits},17,1))", f"VALUE(MID({digits},18,1))"
    sign = f'IF({value}<0,"人民币负","人民币")'
    cents = f'IF({jiao}>0,{_digit(jiao)}&"角",IF({no_yuan},"","零"))&IF({fen}>0,{_digit(fen)}&"分","")'
    tail = f'IF({jiao}+{fen}=0,"整",{cents})'
    return f'{sign}&IF({nothing},"零元",IF({no_yuan},"",{yuan}&"元"))&{tail}'


def _digit(value: str) -> str:
    return f"MID({_DIGITS},{value}+1,1)"
