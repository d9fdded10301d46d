"""What the command does with many documents: one job a module.

``settings`` holds what was asked for; ``guard`` refuses outputs that would cost an input;
``sources`` (with ``jsonlines``, ``tables``, ``warc``) reads ``streams`` into items; ``workers``
hands batches of items to processes; in the worker ``unpack`` finds each item's document and
``render`` cleans it and writes it as output; ``sinks`` puts the output in its place, ``journal``
remembers how far a run got, ``stats`` counts, ``progress`` shows, and ``run`` ties them together.
Nothing here decides what an article is.
"""
