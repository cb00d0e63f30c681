"""Plain text: a dump of an article's page, or a database's export, becomes articles."""
