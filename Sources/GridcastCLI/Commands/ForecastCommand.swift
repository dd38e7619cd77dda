import ArgumentParser

struct ForecastCommand: ParsableCommand {}
