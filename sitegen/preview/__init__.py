"""The preview: pages rendered on request by the functions of a build, and shown as they change.

`session` ties the parts together: a `Workspace` keeps the site in memory, a `Watcher` says where
to look again, a `Hub` tells the browsers, and a `PreviewServer` answers them.
"""
