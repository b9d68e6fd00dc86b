"""A language model beside the rules, where one is configured: it plans and phrases, and never types a digit.

Nothing here is imported where none is configured (`qa.llm.settings.ModelSettings.model`).
"""
