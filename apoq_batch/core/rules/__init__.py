"""Every computation of rules.md, as pure functions over records."""
