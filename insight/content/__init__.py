"""What the pages of this app show: read in a fixed number of queries, then shaped."""
