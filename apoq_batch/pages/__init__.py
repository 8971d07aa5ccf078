"""HTML to PDF: templates, fonts, worker processes, the store of finished files."""
