"""Check a site: what a build or a publish would refuse, and what else is doubtful."""
