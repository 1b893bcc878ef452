/// A size in `preprocessor_config.json`: `{"height": 224, "width": 224}`, `{"shortest_edge": 224}`, or one number.
struct ImageSize: Decodable, Hashable {
    var height: Int?
    var width: Int?
    var shortestEdge: Int?
    /// One number alone: the reference reads it differently for different models.
    var side: Int?
    /// A member whose meaning is not known here.
    var other: String?

    init(from decoder: any Decoder) throws {
        if let side = try? decoder.singleValueContainer().decode(Int.self) {
            self.side = side
            return
        }
        let members = try decoder.singleValueContainer().decode([String: Int?].self)
        for case (let name, let value?) in members {
            switch name {
            case "height": height = value
            case "width": width = value
            case "shortest_edge": shortestEdge = value
            default: other = name
            }
        }
    }

    init(height: Int? = nil, width: Int? = nil, shortestEdge: Int? = nil, side: Int? = nil) {
        self.height = height
        self.width = width
        self.shortestEdge = shortestEdge
        self.side = side
    }
}
