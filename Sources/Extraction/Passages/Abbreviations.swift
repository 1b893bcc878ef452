/// What a full stop behind a short word most likely means.
///
/// Lists of words in the manner of Kiss and Strunk, "Unsupervised Multilingual Sentence Boundary Detection" (2006),
/// but written down instead of learnt, for the languages whose abbreviations look like sentence ends most often.
enum Abbreviations {
    /// Always followed by more of the same sentence.
    static let open: Set<String> = [
        "mr", "mrs", "ms", "mx", "dr", "prof", "st", "rev", "hon", "gen", "col", "maj", "capt", "lt", "sgt", "cmdr",
        "gov", "sen", "rep", "pres", "messrs", "mme", "mlle", "fr", "hr", "dipl", "ing", "e.g", "i.e", "z.b", "d.h",
        "u.a", "vs", "cf", "viz", "ca", "approx", "resp", "bzw", "vgl", "evtl", "ggf", "sog", "geb", "sig", "sra",
        "dra", "dott",
    ]
    /// Followed by a number, or by a name that the number stands in for.
    static let numbered: Set<String> = [
        "no", "nos", "nr", "fig", "figs", "tab", "eq", "eqs", "p", "pp", "vol", "vols", "ch", "chap", "sec", "sect",
        "art", "par", "abs", "kap", "bd", "ed", "eds", "op", "ref", "refs", "app", "ex", "jan", "feb", "mar", "apr",
        "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    ]
    /// May stand at the end of a sentence or inside one.
    static let either: Set<String> = [
        "etc", "inc", "ltd", "co", "corp", "bros", "llc", "plc", "al", "jr", "sr", "dept", "est", "univ", "assn",
        "ave",
        "blvd", "rd", "mt", "ft", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun", "min",
        "max",
        "usw", "u.s.w", "d.c", "a.d", "b.c", "str", "tel", "misc", "incl", "excl", "gov't", "int", "natl",
    ]
    /// Words that begin sentences far oftener than they follow an abbreviation.
    static let starters: Set<String> = [
        "the", "a", "an", "in", "on", "at", "it", "its", "this", "that", "these", "those", "he", "she", "they",
        "we",
        "i", "you", "his", "her", "their", "our", "my", "but", "and", "so", "or", "if", "when", "while", "after",
        "before", "since", "for", "from", "with", "by", "as", "to", "there", "here", "however", "although",
        "though",
        "then", "thus", "also", "what", "why", "how", "who", "where", "which", "because", "yet", "no", "not", "one",
        "some", "many", "most", "all", "each", "such", "meanwhile", "moreover", "finally", "der", "die", "das",
        "ein",
        "eine", "er", "sie", "es", "wir", "und", "aber", "im", "le", "la", "les", "un", "une", "il", "elle", "el",
    ]
}
