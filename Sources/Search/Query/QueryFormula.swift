/// A weighted sum of texts and files: `= 2:dog + ./beach.jpg - night`.
///
///     formula = "=" [sign] term { " " sign " " term }
///     term    = [weight ":"] ( words | path | '"' anything '"' )
///
/// A sign between terms has white space on both sides, so that a hyphen in a word stays one. A weight is a decimal
/// number. Quotes protect signs, colons and what looks like a filter.
package struct QueryFormula: Hashable, Sendable {
    package struct Term: Hashable, Sendable {
        /// Finite; negative for what is taken away.
        package var weight: Double
        package var term: QueryTerm

        package init(weight: Double, term: QueryTerm) {
            self.weight = weight
            self.term = term
        }
    }

    /// In the order in which they were typed; never empty when it was parsed.
    package var terms: [Term]

    package init(terms: [Term]) {
        self.terms = terms
    }
}
