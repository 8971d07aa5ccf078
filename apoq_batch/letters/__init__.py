"""The letters of a month: what each says, lists to sign, the index."""
