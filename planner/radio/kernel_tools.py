"""What kernels over many maps share: maps by address, lines of memory asked for early, fast powers and decibels."""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types  # pyright: ignore[reportPrivateImportUsage] - documented there
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

Floats32 = NDArray[np.float32]

_LOG2_10_BY_10 = np.float32(0.33219281)
_ROUNDER = np.float32(12582912.0)
_DB_PER_OCTAVE = np.float32(3.0102999566)


def _pointer_code(_typing: Any, address: Any) -> Any:
    """An address as a pointer to float32, so that a kernel can take any number of maps without copying them."""
    signature = types.CPointer(types.float32)(address)

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.inttoptr(arguments[0], context.get_value_type(signature.return_type))

    return signature, generate


pointer: Any = intrinsic(_pointer_code)


def _prefetch_code(_typing: Any, address: Any) -> Any:
    """Ask for the line of memory at an address without waiting for it."""
    signature = types.void(address)

    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        place, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        kind = ir.FunctionType(ir.VoidType(), [place, number, number, number])
        ask = cgutils.get_or_insert_function(builder.module, kind, "llvm.prefetch.p0")
        # to read; into the second cache; data
        builder.call(ask, [builder.inttoptr(arguments[0], place), number(0), number(2), number(1)])

    return signature, generate


prefetch: Any = intrinsic(_prefetch_code)


@njit(nogil=True, error_model="numpy", fastmath={"contract"})
def milliwatts(level_dbm: np.float32) -> np.float32:
    """10^(x/10) for -300 <= x <= 300 (relative error below 1e-7, plus rounding).

    2^i goes into the exponent's bits, 2^f is a polynomial; adding 1.5 x 2^23 rounds to the nearest integer.
    """
    t = level_dbm * _LOG2_10_BY_10
    shifted = t + _ROUNDER
    f = t - (shifted - _ROUNDER)
    p = np.float32(0.0013266970) * f + np.float32(0.0096754597)
    p = p * f + np.float32(0.0555074262)
    p = p * f + np.float32(0.2402212175)
    p = p * f + np.float32(0.6931469492)
    p = p * f + np.float32(1.0000000710)
    return np.int32(np.float32(p).view(np.int32) + (np.float32(shifted).view(np.int32) << 23)).view(np.float32)


@njit(nogil=True, error_model="numpy", fastmath={"contract"})
def decibels(mw: np.float32) -> np.float32:
    """10 lg x of a positive normal number (error below 1e-6 dB, plus rounding)."""
    bits = np.float32(mw).view(np.int32)
    exponent = np.int32((bits - 0x3F3504F3) >> 23)
    z = np.int32(bits - (exponent << 23)).view(np.float32) - np.float32(1.0)
    p = np.float32(-0.1430287892) * z + np.float32(0.2357025428)
    p = p * z - np.float32(0.2504899458)
    p = p * z + np.float32(0.2868869329)
    p = p * z - np.float32(0.3600656166)
    p = p * z + np.float32(0.4809322367)
    p = p * z - np.float32(0.7213575444)
    p = p * z + np.float32(1.4426948222)
    return _DB_PER_OCTAVE * (np.float32(exponent) + p * z)


@njit(nogil=True)
def aligned(size: int) -> Floats32:
    """Floats on a cache line's border: vectors that cross one cost half as much again."""
    room = np.empty(size + 16, dtype=np.float32)
    skip = (-(room.ctypes.data // 4)) % 16
    return room[skip : skip + size]
