"""Search: what is indexed of an article, how words are folded, and the index itself."""
