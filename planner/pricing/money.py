"""Money: Decimal amounts, the one rounding rule, and the amount in capitals (大写金额).

Every amount is a `Decimal` in yuan. Rounding is always ROUND_HALF_UP (half away from zero, as Excel's ROUND does)
and happens only at points that are declared, through `to_fen`.
"""

from decimal import ROUND_HALF_UP, Decimal

FEN = Decimal("0.01")
ZERO = Decimal(0)

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_WAN = 10_000
_YI = 100_000_000
CAPITALS_LIMIT_YUAN = 10**16
LARGEST_NUMBER = Decimal(10**9)  # quantities and unit prices; keeps every product exact in 28 digits


def to_fen(amount: Decimal) -> Decimal:
    """`amount` rounded half up (away from zero) to the fen, 0.01 yuan.

    >>> to_fen(Decimal("2.345")), to_fen(Decimal("-2.345"))
    (Decimal('2.35'), Decimal('-2.35'))
    """
    rounded = amount.quantize(FEN, ROUND_HALF_UP)
    return rounded if rounded else abs(rounded)  # a negative zero would print as -0.00


def round_to(value: Decimal, step: Decimal) -> Decimal:
    """`value` rounded half up to the decimals of `step` (a power of ten, e.g. Decimal("0.001"))."""
    return value.quantize(step, ROUND_HALF_UP)


def rmb_capitals(amount: Decimal) -> str:
    """The amount in capitals as Chinese invoices and contracts write it.

    Rounds to the fen first. 整 follows 元 when there are neither 角 nor 分, and nowhere else; 零 stands where 角 is 0
    and 分 is not; runs of zeros between written digits give one 零; a negative amount reads 人民币负...
    Validity: below 10^16 yuan (9,999 万亿). Raises ValueError for larger or non-finite amounts.

    >>> rmb_capitals(Decimal("16409.02"))
    '人民币壹万陆仟肆佰零玖元零贰分'
    """
    if not amount.is_finite() or abs(amount) >= CAPITALS_LIMIT_YUAN:
        raise ValueError(f"no amount in capitals for {amount}")
    total_fen = int(to_fen(abs(amount)) * 100)
    yuan, jiao, fen = total_fen // 100, total_fen // 10 % 10, total_fen % 10
    if yuan >= CAPITALS_LIMIT_YUAN:
        raise ValueError(f"no amount in capitals for {amount}")
    text = "人民币负" if amount < 0 and total_fen else "人民币"
    if yuan or not total_fen:
        text += _integer_capitals(yuan) + "元"
    if not jiao and not fen:
        return text + "整"
    if jiao:
        text += _DIGITS[jiao] + "角"
    elif yuan:
        text += "零"
    return text + (_DIGITS[fen] + "分" if fen else "")


def _integer_capitals(number: int) -> str:
    """`number`, 0 <= number < 10^16, read by sections of 亿 and 万."""
    if number == 0:
        return _DIGITS[0]
    upper, lower = divmod(number, _YI)
    return _joined(_below_yi(upper), "亿", _below_yi(lower), gap=lower < _YI // 10)


def _below_yi(number: int) -> str:
    upper, lower = divmod(number, _WAN)
    return _joined(_below_wan(upper), "万", _below_wan(lower), gap=lower < _WAN // 10)


def _joined(upper: str, unit: str, lower: str, *, gap: bool) -> str:
    """Two sections; 零 between them when the lower one has no digit in its highest place."""
    if not upper:
        return lower
    return upper + unit + (_DIGITS[0] if gap and lower else "") + lower


def _below_wan(number: int) -> str:
    text = ""
    pending_zero = False
    for place in (3, 2, 1, 0):
        digit = number // 10**place % 10
        if digit:
            text += (_DIGITS[0] if pending_zero else "") + _DIGITS[digit] + _PLACES[place]
            pending_zero = False
        else:
            pending_zero = bool(text)
    return text
