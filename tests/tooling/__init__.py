"""What the tests look at a built site with: a crawler, a browser, a web server, HTML and axe."""
