"""Small tools that know no domain: clock, errors, facts, paging, SQL on sets, words."""
