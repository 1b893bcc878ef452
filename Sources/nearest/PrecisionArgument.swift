import ArgumentParser
import NearestCore

extension Precision: ExpressibleByArgument {}
