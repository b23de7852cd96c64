"""Users, roles, salespeople and teams: who works here and what they may see."""
