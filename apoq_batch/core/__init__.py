"""The rules: pure functions over frozen records, standard library only.

Nothing in this room knows Excel, a language, a clock, a file or the network.
"""
