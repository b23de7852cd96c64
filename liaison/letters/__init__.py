"""Document templates and merging: template and values become DOCX, PDF or HTML.

The libraries that read and bind PDF and Word files are loaded where they are used: a quarter of a second
that no start, no page and no message should wait for.
"""
