import Runs

/// Finds the known word that was most likely meant, nil where none is near.
package func nearestWord(to word: String, among known: some Sequence<String>) -> String? {
    EditDistance.nearest(to: word, among: Array(known)).first
}
