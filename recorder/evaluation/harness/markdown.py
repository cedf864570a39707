"""Markdown tables."""


def table(heads, rows):
    """Columns that hold only numbers and marks like them are set to the right."""
    texts = [[str(cell) for cell in row] for row in rows]
    widths = [max(len(head), 3, *(len(row[column]) for row in texts)) if texts else max(len(head), 3) for column, head in enumerate(heads)]
    right = [bool(texts) and all(is_figure(row[column]) for row in texts) for column in range(len(heads))]
    lines = [line(heads, widths, right)]
    lines.append("| " + " | ".join("-" * (width - 1) + (":" if side else "-") for width, side in zip(widths, right)) + " |")
    lines += [line(row, widths, right) for row in texts]
    return "\n".join(lines)


def is_figure(text):
    return text in ("", "failed") or text[0].isdigit() or text[0] in "+-"


def line(cells, widths, right):
    padded = [cell.rjust(width) if side else cell.ljust(width) for cell, width, side in zip(cells, widths, right)]
    return "| " + " | ".join(padded) + " |"


def slashed(numbers):
    """By generation: 12/3/1."""
    return "/".join(str(number) for number in numbers)
