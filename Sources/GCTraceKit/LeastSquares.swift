/// Weighted least squares with non-negative coefficients.
enum LeastSquares {
  /// The coefficients >= 0 with the smallest weighted sum of squared errors; nil: the rows do not determine them.
  ///
  /// At the minimum, the coefficients that are not 0 are the plain least squares solution of their terms. This function therefore tries
  /// every choice of terms, so there may be only a few terms. O(2^terms terms^3 + rows terms^2).
  static func nonNegative(
    _ rows: [[Double]],
    _ values: [Double],
    weights: [Double]
  ) -> [Double]? {
    guard let terms = rows.first?.count, terms > 0, terms <= 8 else { return nil }
    // Scaled, so that the arithmetic can cope with numbers of very different size.
    var scales = Array(repeating: 0.0, count: terms)
    for row in rows { for term in 0..<terms { scales[term] = max(scales[term], abs(row[term])) } }
    for term in 0..<terms where scales[term] == 0 { scales[term] = 1 }
    var products = Array(repeating: Array(repeating: 0.0, count: terms), count: terms)
    var targets = Array(repeating: 0.0, count: terms)
    var total = 0.0
    for (index, row) in rows.enumerated() {
      let weight = weights[index]
      total += weight * values[index] * values[index]
      for term in 0..<terms {
        targets[term] += weight * row[term] / scales[term] * values[index]
        for other in 0..<terms {
          products[term][other] += weight * row[term] / scales[term] * row[other] / scales[other]
        }
      }
    }
    var best: (error: Double, coefficients: [Double])?
    for choice in 1..<(1 << terms) {
      let chosen = (0..<terms).filter { choice & 1 << $0 != 0 }
      guard
        let solution = solve(
          chosen.map { row in chosen.map { products[row][$0] } },
          chosen.map { targets[$0] }
        ), solution.allSatisfy({ $0 >= 0 })
      else { continue }
      var coefficients = Array(repeating: 0.0, count: terms)
      var error = total
      for (place, term) in chosen.enumerated() {
        coefficients[term] = solution[place]
        // The normal equations hold, so the error is the part of the targets that the solution does not explain.
        error -= solution[place] * targets[term]
      }
      if best.map({ error < $0.error * (1 - 1e-9) }) ?? true { best = (error, coefficients) }
    }
    return best.map { best in zip(best.coefficients, scales).map { $0 / $1 } }
  }

  /// Gaussian elimination with pivoting; nil if the equations do not determine the solution.
  static func solve(_ matrix: [[Double]], _ values: [Double]) -> [Double]? {
    let count = values.count
    var rows = zip(matrix, values).map { $0 + [$1] }
    for column in 0..<count {
      guard
        let pivot = (column..<count).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
        abs(rows[pivot][column]) > 1e-12 * max(1e-300, abs(matrix[column][column]))
      else { return nil }
      rows.swapAt(column, pivot)
      for row in (column + 1)..<count {
        let factor = rows[row][column] / rows[column][column]
        for place in column...count { rows[row][place] -= factor * rows[column][place] }
      }
    }
    var solution = Array(repeating: 0.0, count: count)
    for row in stride(from: count - 1, through: 0, by: -1) {
      var rest = rows[row][count]
      for place in (row + 1)..<count { rest -= rows[row][place] * solution[place] }
      solution[row] = rest / rows[row][row]
    }
    return solution
  }
}
