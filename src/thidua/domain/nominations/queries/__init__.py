"""Every read of nominations: scope, the grid, meters and reports, queues, timelines, what waits."""
