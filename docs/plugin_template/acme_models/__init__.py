"""A plug-in of the model factory; ``pyproject.toml`` says what is found where."""
