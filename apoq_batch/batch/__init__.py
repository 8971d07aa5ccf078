"""The order of each command's steps: one close, and the other commands."""
