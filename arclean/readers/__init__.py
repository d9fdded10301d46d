"""One reader a format; each gives a :class:`arclean.page.Page`."""
