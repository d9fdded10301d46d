"""Accuracy and speed of arclean beside its peers, and the fitting of its scorecards."""
