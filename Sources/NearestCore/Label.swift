/// A class that a network predicted.
package struct Label: Hashable, Sendable {
    package var name: String
    /// The network's own score: before softmax or the logistic function, or the probability itself where the
    /// network gives nothing else.
    package var logit: Float
    /// 0 to 1: after softmax over all classes, or of each class by itself, as the network was trained.
    package var probability: Float

    package init(name: String, logit: Float, probability: Float) {
        self.name = name
        self.logit = logit
        self.probability = probability
    }
}
