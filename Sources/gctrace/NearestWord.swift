/// The candidate that a person who typed `word` most likely meant; nil if none is near.
///
/// A candidate is near if at most two letters, and less than half of them, are wrong, missing, superfluous or exchanged with their
/// neighbour.
func nearest(_ word: String, among candidates: [String]) -> String? {
  let rated = candidates.map { (distance: distance(word, $0), candidate: $0) }
  guard let best = rated.min(by: { $0.distance < $1.distance }) else { return nil }
  return best.distance <= 2 && best.distance * 2 < max(word.count, 3) ? best.candidate : nil
}

/// The number of letters to change, add, remove or exchange with their neighbour to turn one word into the other (the optimal string
/// alignment distance). Takes time and space in the product of the lengths.
func distance(_ one: String, _ other: String) -> Int {
  // The word may be a long question in SQL. Its beginning is enough.
  let (one, other) = (Array(one.prefix(64)), Array(other.prefix(64)))
  var rows = [Array(0...other.count)]
  for i in 0..<one.count {
    var row = [i + 1]
    for j in 0..<other.count {
      let change = rows[i][j] + (one[i] == other[j] ? 0 : 1)
      var least = min(change, rows[i][j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, one[i] == other[j - 1], one[i - 1] == other[j] {
        least = min(least, rows[i - 1][j - 1] + 1)
      }
      row.append(least)
    }
    rows.append(row)
  }
  return rows[one.count][other.count]
}
