"""Files: the folder walker, whole writes, and the output folder with the files that are ours."""
