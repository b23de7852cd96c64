"""What segments do when contacts change."""
