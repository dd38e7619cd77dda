import ArgumentParser

struct RunCommand: ParsableCommand {}
