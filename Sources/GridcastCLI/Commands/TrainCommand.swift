import ArgumentParser

struct TrainCommand: ParsableCommand {}
