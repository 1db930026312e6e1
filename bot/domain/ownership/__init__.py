"""What `/ownership` is made of: verbs and their arguments, who may, what they change and say."""
