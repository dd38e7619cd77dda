import ArgumentParser

struct CorrelateCommand: ParsableCommand {}
