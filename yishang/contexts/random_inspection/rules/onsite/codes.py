"""A square code (QR, ISO/IEC 18004) of at most 42 bytes: version 3, level M, one block, mask 0. No library is needed
for one size, and a scanner reads it as any other.
"""

from collections.abc import Iterator

SIDE = 29
CAPACITY = 42
DATA_WORDS, CHECK_WORDS = 44, 26
FORMAT_BITS = "101010000010010"  # level M, mask 0, with its own check and the standard's mask
PAD = (0xEC, 0x11)
ALIGNMENT = 22
FIELD = 0x11D


def squares(text: str) -> str:
    """The dark squares as the path of an SVG of 29 by 29, without its quiet border. Raises ValueError when too long."""
    return "".join(f"M{column} {row}h1v1h-1z" for row, line in enumerate(matrix(text)) for column, dark in
                   enumerate(line) if dark)  # fmt: skip


def matrix(text: str) -> list[list[bool]]:
    """The code, row by row, dark as True. Raises ValueError for more than 42 bytes."""
    content = text.encode()
    if len(content) > CAPACITY:
        raise ValueError(f"{len(content)} bytes do not fit")
    grid: list[list[bool | None]] = [[None] * SIDE for _ in range(SIDE)]
    _draw_patterns(grid)
    words = _data_words(content)
    bits = "".join(f"{word:08b}" for word in [*words, *check_words(words, CHECK_WORDS)])
    for place, (row, column) in enumerate(_free(grid)):
        dark = place < len(bits) and bits[place] == "1"
        grid[row][column] = dark != ((row + column) % 2 == 0)
    return [[bool(one) for one in line] for line in grid]


def check_words(words: list[int], count: int) -> list[int]:
    """The Reed–Solomon check of these words over GF(256)."""
    generator = [1]
    root = 1
    for _ in range(count):
        shifted = [*generator, 0]
        generator = [one ^ _times(two, root) for one, two in zip(shifted, [0, *generator], strict=True)]
        root = _times(root, 2)
    rest = [*words, *([0] * count)]
    for place in range(len(words)):
        factor = rest[place]
        for step, part in enumerate(generator):
            rest[place + step] ^= _times(part, factor)
    return rest[len(words) :]


def _times(one: int, other: int) -> int:
    product = 0
    while other:
        product ^= one if other & 1 else 0
        one = one << 1 ^ (FIELD if one & 0x80 else 0)
        other >>= 1
    return product


def _data_words(content: bytes) -> list[int]:
    bits = f"0100{len(content):08b}" + "".join(f"{byte:08b}" for byte in content) + "0000"
    bits = bits.ljust(-(-len(bits) // 8) * 8, "0")[: DATA_WORDS * 8]
    words = [int(bits[start : start + 8], 2) for start in range(0, len(bits), 8)]
    return words + [PAD[place % 2] for place in range(DATA_WORDS - len(words))]


def _draw_patterns(grid: list[list[bool | None]]) -> None:
    """The three finders with their borders, the alignment, the two dotted lines, and what says level and mask."""
    for top, left in ((0, 0), (0, SIDE - 7), (SIDE - 7, 0)):
        for row in range(-1, 8):
            for column in range(-1, 8):
                if 0 <= top + row < SIDE and 0 <= left + column < SIDE:
                    ring = max(abs(row - 3), abs(column - 3))
                    grid[top + row][left + column] = ring in (0, 1, 3)
    for row in range(-2, 3):
        for column in range(-2, 3):
            grid[ALIGNMENT + row][ALIGNMENT + column] = max(abs(row), abs(column)) != 1
    for place in range(8, SIDE - 8):
        grid[6][place] = grid[place][6] = place % 2 == 0
    _draw_format(grid)


def _draw_format(grid: list[list[bool | None]]) -> None:
    beside = [*range(6), 7, 8]  # along the first finder, the dotted line left out
    first = [(8, column) for column in beside] + [(row, 8) for row in (7, 5, 4, 3, 2, 1, 0)]
    second = [(SIDE - 1 - step, 8) for step in range(7)] + [(8, SIDE - 8 + step) for step in range(8)]
    for bit, *places in zip(FORMAT_BITS, first, second, strict=True):
        for row, column in places:
            grid[row][column] = bit == "1"
    grid[SIDE - 8][8] = True


def _free(grid: list[list[bool | None]]) -> Iterator[tuple[int, int]]:
    """The places that carry words, in pairs of columns from the right, up and down in turn."""
    open_places = {(row, column) for row in range(SIDE) for column in range(SIDE) if grid[row][column] is None}
    upward = True
    for right in (column for column in range(SIDE - 1, 0, -2)):
        pair = right if right > 6 else right - 1
        rows = range(SIDE - 1, -1, -1) if upward else range(SIDE)
        yield from ((row, column) for row in rows for column in (pair, pair - 1) if (row, column) in open_places)
        upward = not upward
