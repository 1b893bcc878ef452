import Testing

/// What shares the one screen and the one locale that a process has: these tests run one after the other.
@Suite(.serialized) struct NcursesTests {}
