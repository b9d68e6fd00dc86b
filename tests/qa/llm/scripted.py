"""A model in place of a server: it says what a function makes of the data that it is shown."""

from qa.llm.exchange import Failure, NoReply, Reply
from qa.llm.replies import held_to
from tests.qa.llm.server import data_of


class Scripted:
    """A model that says what a function makes of the data it is shown."""

    def __init__(self, says):
        self.says, self.data = says, None

    def complete(self, prompt):
        self.data = data_of({"messages": [{"content": prompt.data}]})
        made = self.says(self.data)
        if isinstance(made, Failure):
            raise NoReply(made)
        return Reply(held_to(made, prompt.schema), 10, 5, 0.1)

    def begin(self):
        pass

    def found(self):
        return {"model": "scripted", "mode": "", "state": "ready"}

    def close(self):
        pass
