"""The result sheets drawn for Excel, and the marked copy."""
