"""The demonstration company: a machine dealer in Yverdon with customers and three years of history.

Everything is invented. The same seed gives the same company and customers; the history ends on the day
it is made, so it depends on that day too.
"""
