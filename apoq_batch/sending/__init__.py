"""The order of one `apoq send`: first the plan, then carrying it out."""
