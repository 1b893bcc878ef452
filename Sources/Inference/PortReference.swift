/// Which of a network's inputs or outputs is meant: networks need not name them.
package enum PortReference: Hashable, Sendable {
    case name(String)
    /// Counted from 0, in the network's own order.
    case position(Int)
}

extension PortReference: CustomStringConvertible {
    package var description: String {
        switch self {
        case .name(let name): name
        case .position(let position): "number \(position)"
        }
    }
}
