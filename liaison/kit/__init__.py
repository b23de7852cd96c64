"""Small pure tools: clock, errors, facts, paging, SQL on sets, choices."""
