import ArgumentParser

struct InfoCommand: ParsableCommand {}
