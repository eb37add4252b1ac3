"""One page a topic: the rule, the services, cases and money, surveys, voices, figures, recommendations."""
