"""Make new sites, articles, pages, authors and workflows, ready to be edited."""
