"""Every kind of finding and of trouble, with its texts and so the facts it needs."""
