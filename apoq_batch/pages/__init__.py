"""HTML to PDF: templates, fonts, worker processes, the cache of finished files."""
