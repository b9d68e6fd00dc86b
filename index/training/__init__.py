"""The project's own text, and reading comprehension where given → the bundled embedding model.

`python -m index.training.train` writes the model's folder. Nothing that answers a question
imports this package.
"""
