"""What a site adds to sitegen without a fork: data files for its templates."""
