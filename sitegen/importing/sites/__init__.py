"""Sites of other generators: turn their folder into our articles, pages, profiles and files.

A tool is one module with a `Tool`: `read` lists what is in its folder, with our front matter for
each text. Links, short codes and names are brought over for all tools in the same way. What has
no place with us is kept under `extra`, or reported.
"""
