import ArgumentParser

struct ReprojectCommand: ParsableCommand {}
