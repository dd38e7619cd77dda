import ArgumentParser

struct FishnetCommand: ParsableCommand {}
