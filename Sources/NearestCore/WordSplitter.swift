package enum WordSplitter { package static func words(in text: String) -> [String] { [] } }
