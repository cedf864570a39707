"""sympy: integrals, series, equations, polynomials and matrices.

sympy_run.py [ROUNDS]
"""

import hashlib
import sys

import sympy
from sympy.core.random import seed


def work(number):
    x, y, z = sympy.symbols("x y z")
    n = number + 2
    yield sympy.expand((x + n * y + z) ** 6)
    yield sympy.factor(sympy.expand((x**2 + n * y) * (x - y) ** 3 * (x + n)))
    yield sympy.integrate(x**n * sympy.exp(x) + sympy.sin(n * x) * x, x)
    yield sympy.diff(sympy.sin(x**n) * sympy.exp(y * x) / (1 + x**2), x, 3)
    yield sympy.series(sympy.cos(n * x) / (1 + x), x, 0, 6)
    yield sympy.solve([x**2 + n * y - 3, x - y - n], [x, y])
    yield sympy.Matrix(4, 4, lambda row, column: x ** ((row * n + column) % 4) + row * column).det()
    yield sympy.groebner([x * y - n * z, y**2 - x - n, z**2 - y], x, y, z, order="lex")
    yield sympy.simplify(sympy.sin(x) ** 2 + sympy.cos(x) ** 2 + (x**2 - n**2) / (x - n))


def main(rounds):
    seed(7)
    digest = hashlib.sha256()
    for number in range(rounds):
        for result in work(number):
            digest.update(sympy.srepr(result).encode())
        sympy.core.cache.clear_cache()
    print("sympy: %d rounds, %s" % (rounds, digest.hexdigest()[:16]))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2)
