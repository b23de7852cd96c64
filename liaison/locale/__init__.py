"""Number and date formats of the interface languages; the catalogues stand beside."""
