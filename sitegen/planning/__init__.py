"""Planning: articles become a site, a site becomes pages; pure functions, no file is touched."""
