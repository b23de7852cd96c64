"""What every page shares: frame, navigation, search, errors, lists."""
