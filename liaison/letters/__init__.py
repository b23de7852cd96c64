"""Document templates and merging: template and values become DOCX, PDF or HTML."""
