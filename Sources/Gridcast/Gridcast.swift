@_exported public import GridcastJobs
